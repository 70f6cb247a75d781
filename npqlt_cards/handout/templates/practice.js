"use strict";
// Asks the cards of the list below, which is the page for those without script. Each card is read out of that list;
// words are only ever moved as nodes or set as text, so that none can become markup.
(() => {
  const by = (id) => document.getElementById(id);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const main = document.querySelector("main");
  const screens = ["start", "round", "end"].map(by);
  const cards = all("[data-note]").flatMap(cardsOf);

  // A round: the places of its cards in `cards` as they were dealt, how many of them were asked, those that come again,
  // those missed at first, and whether keys answer. It is never changed, only followed by another: `past` holds the ones before it.
  let round = null;
  let past = [];

  // -- cards out of the list ------------------------------------------------------------------------------------------

  function cardsOf(item) {
    const group = item.closest("[data-statement]");
    const note = {
      item, group, form: item.dataset.form, area: group.closest("[data-area]").dataset.area,
      id: group.dataset.statement + item.dataset.note,
    };
    return numbersOf(item).map((number) => ({ ...note, number, id: `${note.id}:${number}` }));
  }

  function numbersOf(item) {
    if (item.dataset.form !== "cloze") return [1];
    const found = all("[data-n]", item).flatMap((answer) => answer.dataset.n.split(",").map(Number));
    return [...new Set(found)].sort((one, other) => one - other);
  }

  const copyOf = (node) => node.cloneNode(true);

  function made(tag, name, ...children) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...children);
    return element;
  }

  function contextOf(card) {
    const lines = [card.group.querySelector("h3"), ...all(":scope > .context, summary .context", card.group)];
    const own = (line) => !line.closest("details") || card.item.contains(line);
    return lines.filter(own).map((line) => made("div", "", line.textContent));
  }

  // The sentence of a cloze with every answer in place; `shown` says what stands for those that the card asks for.
  function sentence(card, shown) {
    const whole = copyOf(card.item.querySelector("summary > :last-child"));
    const answers = all(":scope > [data-n]", card.item).map(copyOf);
    all("i", whole).forEach((gap, at) => gap.replaceWith(answers[at]));
    for (const answer of all("[data-n]", whole)) {
      const asked = answer.dataset.n.split(",").map(Number).includes(card.number);
      answer.replaceWith(...(asked ? [shown(answer)] : answer.childNodes));
    }
    return [...whole.childNodes];
  }

  const heard = (words) => made("span", "heard", words); // for screen readers, to whom a box says nothing

  function gap(answer) {
    const { hint } = answer.dataset;
    if (hint) return made("b", "gap", heard("blank: "), hint);
    const dots = made("span", "", "…");
    dots.setAttribute("aria-hidden", "true");
    return made("b", "gap", heard("blank"), dots);
  }

  const fill = (answer) => made("b", "fill", heard("answer: "), answer.textContent);

  function frontOf(card) {
    return card.form === "cloze" ? sentence(card, gap) : [copyOf(card.item.querySelector("summary > :last-child"))];
  }

  function answerOf(card) {
    if (card.form === "cloze") return sentence(card, fill);
    return [heard("Answer: "), card.item.querySelector("b").textContent];
  }

  const textOf = (element) => (element ? element.textContent : "");
  const remarkOf = (card) => textOf(card.item.querySelector("p"));

  // Nothing where a cloze's sentence, with its answer in place, is the whole statement already.
  function wholeOf(card) {
    const words = textOf(card.group.querySelector(".whole p"));
    const seen = card.form === "cloze" && made("p", "", ...sentence(card, (answer) => answer.textContent));
    return seen && seen.textContent === words ? "" : words;
  }

  // -- rounds ---------------------------------------------------------------------------------------------------------

  const inFirstPass = () => round.at < round.deal.length;
  const current = () => (inFirstPass() ? round.deal[round.at] : round.again[0]);
  const isOver = () => current() === undefined;

  function after(knew) {
    const place = current();
    const waiting = inFirstPass() ? round.again : round.again.slice(1);
    return {
      ...round,
      at: inFirstPass() ? round.at + 1 : round.at,
      again: knew ? waiting : [...waiting, place],
      missed: knew || round.missed.includes(place) ? round.missed : [...round.missed, place],
    };
  }

  function arranged(places) {
    const dealt = [...places].sort((one, other) => one - other);
    if (!chosen("order").includes("shuffled")) return dealt;
    for (let last = dealt.length - 1; last > 0; last -= 1) {
      const pick = Math.floor(Math.random() * (last + 1));
      [dealt[last], dealt[pick]] = [dealt[pick], dealt[last]];
    }
    return dealt;
  }

  function begin(places) {
    past = [];
    turnTo({ deal: arranged(places), at: 0, again: [], missed: [], keys: by("keys").checked });
  }

  function turnTo(next) {
    round = next;
    keep();
    if (isOver()) showEnd();
    else ask();
  }

  function grade(knew) {
    past.push(round);
    turnTo(after(knew));
  }

  // -- the place in the browser's own storage, where that may be used ----------------------------------------------------

  function keep() {
    try {
      localStorage.setItem(main.dataset.key, JSON.stringify(round));
    } catch (error) { /* forbidden or full: the round goes on, and is forgotten when the page is closed */ }
  }

  function canKeep() {
    try {
      localStorage.setItem(`${main.dataset.key}-try`, "");
      localStorage.removeItem(`${main.dataset.key}-try`);
      return true;
    } catch (error) {
      return false;
    }
  }

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(main.dataset.key));
      return isRound(found) ? found : null;
    } catch (error) {
      return null;
    }
  }

  // What is stored may be damaged, or another's.
  function isRound(found) {
    if (!found || !isPlaces(found.deal, cards.keys()) || !found.deal.length) return false;
    const asked = Number.isInteger(found.at) && found.at >= 0 ? found.deal.slice(0, found.at) : [];
    return found.at === asked.length && isPlaces(found.missed, asked) && isPlaces(found.again, found.missed);
  }

  function isPlaces(list, among) {
    const known = new Set(among);
    return Array.isArray(list) && new Set(list).size === list.length && list.every((place) => known.has(place));
  }

  // -- screens --------------------------------------------------------------------------------------------------------

  const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const chosen = (name) => all(`[name=${name}]:checked`).map((box) => box.value);

  function show(screen) {
    for (const each of screens) each.hidden = each !== screen;
    by("list").hidden = true;
    document.body.classList.toggle("asking", screen === by("round"));
    window.scrollTo(0, 0);
  }

  function places() {
    const areas = chosen("area");
    const forms = chosen("form");
    return [...cards.keys()].filter((at) => areas.includes(cards[at].area) && forms.includes(cards[at].form));
  }

  function countChosen() {
    const { length } = places();
    by("chosen").textContent = length ? counted(length, "card") : "No cards: tick another area or another kind of card.";
    by("all-areas").textContent = chosen("area").length ? "Untick all areas" : "Tick all areas";
  }

  function showStart() {
    round = kept();
    by("kept").hidden = !round;
    if (round) by("kept-place").textContent = isOver() ? `Your last round is over. ${summary()}` : `You are in a round. ${progress()}.`;
    by("resume").textContent = round && isOver() ? "See what you missed" : "Go on where you were";
    by("keeping").textContent = canKeep()
      ? "Your place is kept in this browser: you may close the page and come back."
      : "This browser keeps nothing for this page: a round lasts until you close it.";
    countChosen();
    show(by("start"));
  }

  function progress() {
    const seen = inFirstPass() ? `Card ${round.at + 1} of ${round.deal.length}` : `All ${round.deal.length} seen`;
    return round.again.length ? `${seen}, ${round.again.length} to come again` : seen;
  }

  function ask() {
    const card = cards[current()];
    by("progress").textContent = progress();
    by("bar").max = round.deal.length;
    by("bar").value = round.at - round.again.length;
    by("context").replaceChildren(...contextOf(card));
    by("front").replaceChildren(...frontOf(card));
    by("front").className = `words ${card.form === "cloze" ? "" : "question"}`;
    by("back-one").hidden = !past.length;
    turn(false);
    show(by("round"));
    by("front").focus({ preventScroll: true });
  }

  // The front or the back of a card. A cloze's back takes the place of its front.
  function turn(over) {
    const card = cards[current()];
    by("front").hidden = over && card.form === "cloze";
    by("back").hidden = !over;
    by("reveal").hidden = over;
    by("known").hidden = !over;
    by("missed").hidden = !over;
  }

  function reveal() {
    const card = cards[current()];
    by("answer").replaceChildren(...answerOf(card));
    by("remark").textContent = remarkOf(card);
    by("whole").lastElementChild.textContent = wholeOf(card);
    by("whole").hidden = !wholeOf(card);
    turn(true);
    by("known").scrollIntoView({ block: "nearest" });
    by("answer").focus(); // so that it is read out, and the keyboard goes on from there
  }

  function summary() {
    const [seen, missed] = [round.at, round.missed.length];
    const of = isOver() ? counted(seen, "card") : `${seen} of ${counted(round.deal.length, "card")}`;
    return missed ? `You saw ${of}: ${seen - missed} you knew at once, ${missed} you missed at first.` : `You saw ${of} and missed none.`;
  }

  function showEnd() {
    const missed = round.missed.map((place) => cards[place]);
    by("end-title").textContent = isOver() ? "The round is over" : "Your round so far";
    by("summary").textContent = summary();
    by("missed-list").replaceChildren(...missed.map(missedItem));
    by("missed-part").hidden = !missed.length;
    by("again").hidden = !missed.length;
    by("go-on").hidden = isOver();
    by("ids").value = missed.map((card) => card.id).join("\n");
    by("by-hand").hidden = true;
    by("copied").textContent = "";
    show(by("end"));
    by("end-title").focus({ preventScroll: true });
  }

  function missedItem(card) {
    const front = card.form === "cloze" ? [] : [made("p", "", ...frontOf(card))];
    const answer = made("p", "", ...(card.form === "cloze" ? answerOf(card) : [made("b", "fill", ...answerOf(card))]));
    const remark = remarkOf(card) ? [made("p", "lines", remarkOf(card))] : [];
    return made("li", "", made("div", "context", ...contextOf(card)), ...front, answer, ...remark, made("div", "quiet", card.id));
  }

  // Asked first, since Chromium complains on the console when a page in a frame tries what it may not.
  function mayCopy() {
    const policy = document.featurePolicy;
    return Boolean(navigator.clipboard) && !(policy && !policy.allowsFeature("clipboard-write"));
  }

  async function copyIds() {
    try {
      if (!mayCopy()) throw new Error("not here");
      await navigator.clipboard.writeText(by("ids").value);
      by("copied").textContent = `Copied: ${counted(round.missed.length, "id")}.`;
    } catch (error) {
      by("copied").textContent = "This browser lets no page copy: the ids are selected below, copy them from there.";
      by("by-hand").hidden = false;
      by("ids").focus();
      by("ids").select();
    }
  }

  // -- what starts what -----------------------------------------------------------------------------------------------

  function tickAreas() {
    const none = !chosen("area").length;
    for (const box of all("[name=area]")) box.checked = none;
    countChosen();
  }

  const actions = {
    "all-areas": tickAreas,
    begin: () => (places().length ? begin(places()) : countChosen()),
    resume: () => { setKeys(round.keys !== false); turnTo(round); },
    reveal,
    known: () => grade(true),
    missed: () => grade(false),
    "back-one": () => turnTo(past.pop()),
    stop: showEnd,
    copy: copyIds,
    "go-on": ask,
    again: () => begin(round.missed),
    anew: () => { showStart(); by("start-title").focus(); },
  };

  function setKeys(on) {
    by("keys").checked = on;
    by("round").classList.toggle("keyless", !on);
    round = { ...round, keys: on };
    keep();
  }

  // Space and Enter turn the card; 1 and 2 answer it, unless switched off: voices and shaky hands press keys unmeant.
  function buttonFor(key) {
    if (!by("reveal").hidden) return [" ", "Enter"].includes(key) && "reveal";
    return by("keys").checked && { 1: "missed", 2: "known" }[key];
  }

  function pressed(event) {
    const { target, key } = event;
    const busy = target.closest("input, textarea") || (target.closest("button, a") && [" ", "Enter"].includes(key));
    if (by("round").hidden || busy || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const button = buttonFor(key);
    if (!button) return;
    event.preventDefault();
    actions[button]();
  }

  for (const [id, action] of Object.entries(actions)) by(id).addEventListener("click", action);
  by("start").addEventListener("change", countChosen);
  by("keys").addEventListener("change", (event) => setKeys(event.target.checked));
  document.addEventListener("keydown", pressed);
  window.addEventListener("pageshow", countChosen); // browsers put ticks back after a reload
  showStart();
})();
