"""The two note types, frozen from the first release: ids, names, fields and templates' names never change.

Anki takes a note type whose fields or templates differ for another one: it would not update the notes that a learner
has, and would add a second type beside the first. So there are spare fields, and a test holds this file to what was
released.
Styles and the templates' text may change: move ``CHANGED`` on when they do.
"""

from __future__ import annotations

CLOZE_ID = 1_795_305_601
QUESTION_ID = 1_795_305_602
CLOZE_NAME = "NPQLT Cloze"
QUESTION_NAME = "NPQLT Question"
CHANGED = 1_795_510_000  # seconds since 1970 UTC: when styles or templates last changed

_SHARED_FIELDS = ("Place", "Stem", "Gloss", "Statement", "Remark", "Source", "Card id", "Spare 1", "Spare 2", "Spare 3")
CLOZE_FIELDS = ("Text", *_SHARED_FIELDS)
QUESTION_FIELDS = ("Question", "Answer", *_SHARED_FIELDS)
TEMPLATE_NAME = "Card"

_CONTEXT = """<header class="context"><p class="place">{{Place}}</p>
{{#Stem}}<p class="stem">{{Stem}}</p>{{/Stem}}{{#Gloss}}<p class="gloss">({{Gloss}})</p>{{/Gloss}}</header>"""

_BELOW = """{{#Statement}}<p class="statement">{{Statement}}</p>{{/Statement}}
{{#Remark}}<p class="remark"><b>Note</b> {{Remark}}</p>{{/Remark}}
<footer class="source">{{Source}}</footer>"""

CLOZE_FRONT = f"""<main class="front" lang="en-GB">{_CONTEXT}
<p class="text">{{{{cloze:Text}}}}</p></main>"""
CLOZE_BACK = f"""<main class="back" lang="en-GB">{_CONTEXT}
<p class="text">{{{{cloze:Text}}}}</p>
{_BELOW}</main>"""

QUESTION_FRONT = f"""<main class="front" lang="en-GB">{_CONTEXT}
<p class="text">{{{{Question}}}}</p></main>"""
QUESTION_BACK = f"""<main class="back" lang="en-GB">{_CONTEXT}
<p class="text">{{{{Question}}}}</p>
<hr id="answer">
<p class="text answer">{{{{Answer}}}}</p>
{_BELOW}</main>"""

# A gap is one box of one width, whatever it hides; a hint may widen it. Anki gives no hook for words to a screen reader
# other than styles, so what the eye sees in colour is said before the gap, out of sight.
CSS = """.card {
  --ink: #1d2733; --quiet: #55606d; --paper: #fbfaf7; --line: #d5d2ca; --gap: #0b5a8a; --gap-back: #e3f0f8;
  margin: 0; padding: 1rem; background: var(--paper); color: var(--ink); text-align: left;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
.card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card {
  --ink: #e8e6e1; --quiet: #a9b1ba; --paper: #1b1f24; --line: #414954; --gap: #8cc8f0; --gap-back: #22394a;
}
main { max-width: 38rem; margin: 0 auto; overflow-wrap: break-word; }
p { margin: 0 0 1rem; }
.context { margin-bottom: 1.25rem; color: var(--quiet); font-size: .875rem; line-height: 1.4; }
.context p { margin: 0 0 .25rem; }
.place { font-weight: 600; }
.text { font-size: 1.375rem; line-height: 1.45; }
.cloze {
  color: var(--gap); background: var(--gap-back); font-weight: 600;
  padding: 0 .2em; border-radius: .2em; -webkit-box-decoration-break: clone; box-decoration-break: clone;
}
.front .cloze {
  display: inline-block; box-sizing: border-box; min-width: 4.5em; max-width: 100%; padding: 0 .4em; text-align: center;
  line-height: 1.3; vertical-align: baseline; border-bottom: 2px solid var(--gap); border-radius: .2em .2em 0 0;
}
.cloze::before {
  content: "answer: "; position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); white-space: pre;
}
.front .cloze::before { content: "blank: "; }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.25rem 0; }
.answer { font-weight: 600; }
.statement { padding-left: .75rem; border-left: 3px solid var(--line); }
.remark { color: var(--quiet); }
.source { margin-top: 1.5rem; color: var(--quiet); font-size: .75rem; }
"""
