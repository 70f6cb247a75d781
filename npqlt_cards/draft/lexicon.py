"""What the drafter knows of English: closed lists of small words, common verbs with their forms, and word endings.

It is no dictionary: a word that is on no list is taken for a noun, or for what its ending makes it.
"""

from __future__ import annotations


def words_of(listed: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(listed.split())


DETERMINERS = words_of(
    "a an the this these those their its his her our your my any each every all some no many most both another "
    "either neither such several certain other more less few fewer enough one two three four five six seven eight "
    "nine ten what whose"
)
PREPOSITIONS = words_of(
    "of in on at for from with without within by through into onto across over under between among amongst during "
    "before after beyond about against around behind beside besides despite per towards toward until upon via as "
    "than including alongside throughout above below like regarding outside inside along"
)
COORDINATORS = frozenset({"and", "or", "and/or"})
SUBORDINATORS = words_of(
    "because if when where while whilst although though since unless whether that which who whom how why so but"
)
PRONOUNS = words_of("it they them he she we you i everyone everybody someone anyone themselves itself there")
MODALS = words_of("can could may might must should shall will would do does did cannot")
BE = words_of("is are was were be been being am")
HAVE = words_of("have has had having")
ADVERBS = words_of(
    "not never also often usually sometimes always only just even still again very too quite rather well together "
    "particularly especially ideally therefore however then instead thus once where here yet already later soon "
    "e.g i.e etc up down out off away back"
)

# Base forms. Those of the second list are nouns as often: their place in the sentence decides.
_VERBS = (
    "accept achieve acknowledge acquire adapt add address adhere adjust adopt affect agree aid align allow analyse "
    "anticipate apply appear appreciate appropriate arise articulate ask assess assign assist avoid become begin "
    "believe belong bring build choose clarify combine come communicate compare complete comprise conduct connect "
    "consider consist consolidate consult contain continue contribute convey create decide decode define deliver "
    "demonstrate depend derive describe develop diagnose differ direct discuss distinguish distribute draw embed "
    "emerge emphasise employ empower enable encompass encounter encourage engage enhance enjoy enrich ensure equip "
    "establish evaluate examine exist expand expect explain explore expose express extend facilitate fail feel find "
    "fit follow form foster gain gather generate give go grow happen have hear highlight identify illustrate "
    "implement impose improve include incorporate indicate inform initiate integrate interact interpret intervene "
    "introduce invest investigate invite involve keep know lead learn let listen maintain make manage master maximise "
    "mean minimise modify motivate narrate narrow negotiate notice nurture observe obtain occur operate organise "
    "overcome participate perceive perform permit persist pose practise prefer prepare present prevent prioritise "
    "produce progress promote protect prove provide pursue raise reach react read realise recall receive recognise "
    "recommend reduce refer refine reflect regulate rehearse reinforce relate rely remain remember remove repeat "
    "replace represent require resolve respond retain retrieve reveal revise revisit reward safeguard secure see "
    "seek seem select send separate sequence serve set signal simplify solve space speak specify spend spread "
    "stem stimulate strengthen stretch struggle study succeed suffer suggest summarise supervise sustain tackle tailor "
    "take teach tell tend think transform treat trigger turn understand undermine undertake unlock use utilise "
    "validate vary withdraw write decrease enrol narrate notify attend equal attain eliminate evidence communicate "
    "thrive flourish empathise soothe settle play rest sleep sing count measure blend segment hold store carry lower "
    "monitor scaffold group respond value help need plan model"
    " want underpin deter suffice repair hurt deserve matter evolve hinder impair inhibit accelerate deteriorate "
    "escalate defuse nourish meet wait leave lose mean send pay say tell break drive fall forget hide stand win "
    "wear comfort greet welcome protect detect spot fund recruit induct appoint retain deploy delegate consult "
    "collaborate coordinate forge cultivate nurture instil uphold enforce fulfil grasp imitate rehearse memorise "
    "internalise automate manipulate rotate vary scan skim predict infer deduce decode spell pronounce count "
    "subtract multiply divide estimate reason disagree argue persuade debate narrate recite imagine invent "
    "compose edit revise publish perform rehearse belong attach bond crawl climb dress eat feed wash toilet dwell "
    "thrive trust reassure apologise reconcile mediate sanction exclude suspend punish bully harass intimidate "
    "disrupt distract ignore interrupt confront escalate deflect redirect pre-empt minimise mitigate arrive "
    "depart line-manage sample audit moderate standardise calibrate triangulate"
)
_NOUN_VERBS = (
    "support practice plan model change help need use focus question aim benefit result review work design impact "
    "influence effect access respect trust challenge group match target link approach structure measure value demand "
    "share process record report start step talk test control study increase decrease reward praise check cause risk "
    "lead play view offer track score force scaffold delay hold form place move request search interest mark name "
    "order rank balance limit cost care contact harm transfer schedule resource progress coach mentor partner exercise "
    "exchange experience attempt shape guide phrase outline highlight display set present sequence space stem store "
    "address aid master equal evidence play rest sleep count blend segment monitor secure lower separate appropriate "
    "concern transition blame sound group open complete direct fit express "
    "sanction comfort bond dress wait reason debate audit sample estimate fund trust conduct leave welcome greet rest "
    "pay drive fall stand win look hurt break spot sound grasp vary attempt"
)
VERBS = words_of(_VERBS) | words_of(_NOUN_VERBS)
NOUN_VERBS = words_of(_NOUN_VERBS)

_IRREGULAR = {
    "taught": "teach", "built": "build", "made": "make", "given": "give", "shown": "show", "led": "lead",
    "kept": "keep", "held": "hold", "known": "know", "written": "write", "seen": "see", "thought": "think",
    "felt": "feel", "drawn": "draw", "met": "meet", "understood": "understand", "spent": "spend", "taken": "take",
    "chosen": "choose", "grown": "grow", "learnt": "learn", "learned": "learn", "found": "find", "put": "put",
    "brought": "bring", "left": "leave", "lost": "lose", "sought": "seek", "meant": "mean", "sent": "send",
    "told": "tell", "paid": "pay", "broken": "break", "driven": "drive", "forgotten": "forget", "hidden": "hide",
    "said": "say", "begun": "begin", "become": "become", "withdrawn": "withdraw", "spoken": "speak",
}  # fmt: skip
_UNDOUBLED = frozenset({"plan", "set", "embed", "fit", "stem", "enrol", "begin", "let", "transfer", "refer", "model"})
NO_VERB_S = frozenset({"this", "his", "its", "as", "is", "us"})


def third_person(base: str) -> str:
    """``helps`` for ``help``."""
    if base == "have":
        return "has"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def gerund(base: str) -> str:
    """``making`` for ``make``."""
    if base == "model":
        return "modelling"
    if base in _UNDOUBLED:
        return base + base[-1] + "ing"
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    return base + "ing"


def _past(base: str) -> str:
    if base in _UNDOUBLED:
        return base + base[-1] + "ed"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


THIRD = {third_person(base): base for base in VERBS}
GERUNDS = {gerund(base): base for base in VERBS} | {"focussing": "focus", "rewarding": "reward"}
PARTICIPLES = {_past(base): base for base in VERBS} | _IRREGULAR

NOUNS_ING = words_of(
    "teaching learning reading writing training wellbeing well-being spelling coaching mentoring funding meaning "
    "understanding setting building feeling thinking listening speaking hearing counting marking questioning "
    "planning schooling parenting safeguarding handwriting decision-making problem-solving beginning timing "
    "playing grouping modelling monitoring sequencing scaffolding blending segmenting timetabling staffing"
)
# Nouns in -ing that are gerunds where an object follows (“planning different lessons”), but for “planning time”.
MOSTLY_GERUNDS = words_of(
    "planning sequencing scaffolding setting modelling grouping monitoring building teaching blending segmenting"
)
AFTER_NOUN_ING = words_of(
    "assistant assistants quality time practice practices staff methods strategies tools processes process period "
    "periods materials approaches approach sequence sequences team teams profession block blocks information data"
)
# Verbs whose -s form is a noun as often, with the preposition that tells them for verbs.
TAKES = {
    "benefits": "from",
    "leads": "to",
    "results": "in",
    "focuses": "on",
    "contributes": "to",
    "links": "to",
    "stems": "from",
}
ADJECTIVES_ING = words_of(
    "existing underlying challenging ongoing misleading demanding increasing outstanding following struggling "
    "remaining surrounding continuing emerging guiding engaging changing long-standing far-reaching motivating "
    "lasting promising supporting competing missing leading working"
)
ADJECTIVES = words_of(
    "good better best high low long short new old key clear secure likely unlikely important essential valuable "
    "beneficial helpful necessary possible concrete abstract wide wider broad rich small large early late own "
    "able aware safe welcome complex simple single distinct robust credible reliable accurate strong weak deep "
    "calm common main whole different specific consistent independent fluent coherent explicit implicit "
    "appropriate frequent regular positive negative quick slow easy easier hard harder higher lower greater "
    "relevant familiar unfamiliar full free open prior first second third next last further additional adequate "
    "moderate private corporate separate ready static onerous young older younger sound separate short-term "
    "long-term medium-term immediate ultimate legitimate mature remote oral verbal written physical social "
    "emotional mental moral fair kind warm firm brief rigorous healthy daily weekly worthwhile contestable public "
    "proud proper busy present disadvantaged sustained special vulnerable multiple poor swift mild loud quiet "
    "quick bright dark happy sad angry rare vague sharp narrow tight loose dense thin thick soft harsh gentle "
    "firm bold brave shy polite rude honest genuine sincere certain sure exact precise correct wrong false true "
    "vivid rapid steady stable mutual total partial formal informal dual bilingual monolingual fun hot cold warm "
    "cool dry wet clean dirty cheap costly expensive"
)
_ADJECTIVE_ENDINGS = ("ive", "ful", "ous", "able", "ible", "less", "ary", "ical", "ional", "ural", "ic", "ish", "ular")
_NOUN_ENDINGS = (
    "ics",
    "logic",
    "topic",
    "music",
    "public",
    "clinic",
    "traffic",
    "objective",
    "initiative",
    "narrative",
)
_NOUNS_IN_ADJECTIVE_FORM = words_of(
    "vocabulary primary secondary dictionary library summary boundary topic logic music perspective alternative "
    "incentive motive relative variable critic academic professional individual material potential goal proposal"
)


def is_adjective(word: str) -> bool:
    """Whether a word is an adjective by the list or by its ending."""
    if word in ADJECTIVES or word in ADJECTIVES_ING:
        return True
    if word in _NOUNS_IN_ADJECTIVE_FORM - {"academic", "professional", "individual", "potential", "alternative"}:
        return False
    if "-" in word and word.endswith(("ed", "led", "based", "quality", "level", "term", "wide", "free", "made")):
        return True
    return word.endswith((*_ADJECTIVE_ENDINGS, "al")) and not word.endswith(_NOUN_ENDINGS) and len(word) > 4


# Nouns that say little by themselves: what they are of is the idea.
LIGHT = words_of(
    "number range kind kinds form forms type types way ways part parts aspect aspects set lot variety amount "
    "level levels degree thing things example examples importance role factor factors element elements approach "
    "approaches opportunity opportunities time times area areas value basis sense chance effect effects impact "
    "use need needs ability idea ideas case cases point points person people group groups process processes issue "
    "issues detail details context contexts outcome outcomes step steps place order rate practice practices skill "
    "skills work knowledge strategy strategies activity activities programme programmes purpose purposes school "
    "schools day days year years support day-to-day lessons lesson tool tools line turn accordance addition "
    "particular care part member members lack course advance completion creation consideration considerations "
    "amount appropriate information learning teaching subject subjects material materials resource resources "
    "kind manner nature reason reasons question questions problem problems task tasks"
)
PEOPLE = words_of(
    "pupil pupils teacher teachers colleague colleagues child children staff leader leaders parent parents carer "
    "carers family families practitioner practitioners adult adults learner learners student students school "
    "schools educators governors headteachers headteacher professionals individuals people others peers everyone "
    "trusts everybody sencos senco facilitators participants"
)
SINGULAR_S = words_of(
    "phonics mathematics maths physics politics ethics success process access progress focus emphasis analysis "
    "basis class business awareness readiness happiness fitness illness kindness business consensus status bias "
    "crisis diagnosis synthesis stress address loss pass press discuss less unless always perhaps this hypothesis "
    "economics athletics gymnastics aerobics genetics linguistics"
)
PLURALS = words_of("people children staff data media criteria phenomena men women")


def is_plural(noun: str) -> bool:
    """Whether a noun is a plural, by its form."""
    return noun in PLURALS or (
        noun.endswith("s") and noun not in SINGULAR_S and not noun.endswith(("ss", "us", "is", "’s", "ness"))
    )
