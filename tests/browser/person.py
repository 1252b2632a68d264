# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with a keyboard and nothing else, at a screen as wide as a phone's,
in either browser and either language."""

import json

PHONE = (390, 844)
STOPS = 120     # Tabs that a page takes at most, all around
TAB, ENTER, SPACE = "\ue004", "\ue007", " "
LEFT, UP, DOWN = "\ue012", "\ue013", "\ue015"
END, HOME, DELETE = "\ue010", "\ue011", "\ue017"
SHIFT, CONTROL = "\ue008", "\ue009"
# Words of a text that only one of the languages has.  What was typed to a
# printer, and its answers, are nobody's language; nor are names.
FOREIGN = {
    "fr": "the|is|was|were|are|be|not|with|and|of|by|it|its|this|that|from|to|"
          "has|have|again|you|can't",
    "en": "le|la|les|des|une|est|pas|avec|et|du|dans|cette|qui|que|aux|ou",
}
STRANGE = r"""
    const foreign = new RegExp(`(^|[\\s"“«(’'])(${arguments[0]})(?=[\\s.,:;!?)]|$)`,
        "i");
    const texts = [];
    const walk = document.createTreeWalker(document.body,
        NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
        if (!walk.currentNode.parentElement.closest(
            "script, style, noscript, #gcode, .terminal, #lines, .language"))
            texts.push(walk.currentNode.textContent);
    for (const e of document.querySelectorAll("*"))
        for (const name of ["title", "aria-label", "placeholder", "alt"])
            texts.push(e.getAttribute(name) || "");
    return JSON.stringify(texts.filter((text) => foreign.test(text)))"""
SAYS = ("return (document.querySelector(arguments[0]) || {textContent: ''})"
        ".textContent.includes(arguments[1])")
READY = ("const e = document.querySelector(arguments[0]);"
         "return Boolean(e && !e.matches(':disabled') && e.checkVisibility())")
# Where is the focus?  Here, or which way to go on from it, or on what is not seen
# to have it.
FOCUS = """
const e = document.activeElement;
if (e.matches(arguments[0]))
    return "here";
const way = e.compareDocumentPosition(document.querySelector(arguments[0])) &
    Node.DOCUMENT_POSITION_PRECEDING ? "back" : "on";
if (e === document.body || e === document.documentElement)
    return "on";
// a browser shows it inside of these
if (e.type === "date")
    return way;
const { left, right, top, bottom } = e.getBoundingClientRect();
const { outlineStyle, outlineWidth } = getComputedStyle(e);
return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight &&
    outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 ? way :
    `not seen: ${e.outerHTML.slice(0, 200)}`;
"""
# A file of a name and a text, dropped on an element.
DROP = """
const data = new DataTransfer();
data.items.add(new File([arguments[2]], arguments[1]));
document.querySelector(arguments[0]).dispatchEvent(new DragEvent("drop",
    { dataTransfer: data, bubbles: true, cancelable: true }));
"""


class Person:
    """Knows the words of the page, so that a flow is the same for both
    languages; which language they are in is looked at apart."""

    def __init__(self, browser, base, language, printer):
        self.browser = browser
        self.base = base
        self.language = language
        self.printer = printer
        browser.narrow(*PHONE)

    # --- what is seen --------------------------------------------------------

    def word(self, key, **values):
        return self.browser.run(
            "return import('/words.js').then((m) => m.word(arguments[0],"
            "JSON.parse(arguments[1])))", key, json.dumps(values))

    def text(self, css):
        return self.browser.run("return document.querySelector(arguments[0])"
                                ".textContent", css)

    def says(self, css, text):
        self.browser.until(f"{css}: {text}", SAYS, css, text)

    def told(self, css, key, **values):
        self.says(css, self.word(key, **values))

    def until(self, what, script, *args):
        self.browser.until(what, script, *args)

    def open(self, path, css):
        self.browser.open(self.base + path)
        self.shown(css)

    def shown(self, css):
        self.browser.until(css, READY, css)

    # --- what is done --------------------------------------------------------

    def press(self, *keys):
        self.browser.press(*keys)

    def tab_to(self, css):
        """What the page says meanwhile it scrolls to, so that the focus may
        be out of sight, once."""
        unseen = []
        for n in range(STOPS):
            focus = self.browser.run(FOCUS, css)
            if focus == "here":
                return
            if n > 0 and focus not in ("on", "back"):
                unseen.append(focus)
            assert len(unseen) < 2, unseen
            if focus == "back":
                self.browser.chord(SHIFT, TAB)
            else:
                self.press(TAB)
        raise AssertionError(f"Tab does not lead to {css}")

    def act(self, css, *keys):
        """Press what can be pressed by now."""
        self.shown(css)
        self.tab_to(css)
        self.press(*(keys or ENTER))

    def write(self, css, text, *keys):
        """Into a field, in place of what is there."""
        self.shown(css)
        self.tab_to(css)
        self.browser.chord(CONTROL, "a")
        self.press(*(text or DELETE), *keys)

    def choose(self, css, value):
        """In a list that may be long, by the arrow keys."""
        self.shown(css)
        self.tab_to(css)
        self.press(HOME)
        for _ in range(40):
            if self.browser.run("return document.querySelector(arguments[0])"
                                ".value", css) == value:
                return
            self.press(DOWN)
        raise AssertionError(f"{css} has no {value}")

    def files(self, *paths):
        """The system's own dialog is beyond the page: the driver stands for
        it."""
        self.tab_to("#file")
        self.browser.files("#file", *paths)
        self.act("#send")

    def drop(self, css, name, text):
        """Of what a hand alone can do."""
        self.browser.run(DROP, css, name, text)

    # --- what is right of every page -------------------------------------------

    def looks_right(self, what):
        """It fits on the phone, and is in one language."""
        width = self.browser.run(
            "return document.documentElement.clientWidth")
        assert width <= PHONE[0], f"{what}: the window is {width} px wide"
        wide = self.browser.run(
            "return document.documentElement.scrollWidth")
        assert wide <= PHONE[0], f"{what}: the page is {wide} px wide"
        assert self.browser.run("return document.documentElement.lang") == \
            self.language, what
        strange = json.loads(self.browser.run(STRANGE, FOREIGN[self.language]))
        assert not strange, f"{what}, not in its language: {strange}"

