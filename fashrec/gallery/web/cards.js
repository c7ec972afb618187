"use strict";
// A customer as a card: what was bought before, what each of the two showed, what was bought then.
const cards = (() => {
  const { data, KINDS, element, quiet, iso, cut, isCold, button } = shelf;
  const SHORT = 16;
  const MARKS = {
    hit: { name: "hit", text: "✓ ", said: "hit" },
    cold: { name: "cold", text: "", said: "cold: nobody had bought it" },
    again: { name: "near", text: "", said: "bought before" },
    colour: { name: "near", text: "", said: "another colour of something bought before" },
  };
  const marksOf = ({ kind, cold }) =>
    [kind === 0 && MARKS.again, kind === 1 && MARKS.colour, cold && MARKS.cold].filter(Boolean);
  const farMark = (far) => ({ name: "far", text: "", said: `distance ${far} to the nearest item bought before` });

  const count = (n, one) => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;
  const row = (...inside) => element("div", { class: "row" }, ...inside);
  const group = (heading, ...inside) =>
    element("section", { class: "group" }, element("h4", {}, ...heading), ...inside);

  const past = (one) => {
    if (!one.past.length) return quiet(one.n ? `${count(one.n, "item")}, not at hand.` : "Nothing: a first purchase.", "p");
    const buttons = one.past.map(([item, day]) => button(item, { text: iso(day), said: `bought ${iso(day)}` }));
    const more = one.n - one.past.length;
    return row(...buttons, more > 0 ? element("span", { class: "more quiet" }, `and ${more} before`) : "");
  };

  const shown = (one, side) => {
    const { start } = cut(one.cut);
    const buttons = one.shown[side].map((item, place) => {
      const found = one.bought.get(item);
      const cold = !found && data.items.first && isCold(item, start);
      const marks = found ? [MARKS.hit, ...marksOf(found)] : cold ? [MARKS.cold] : [];
      const word = (found && KINDS[found.kind]) || `${place + 1}`;
      return button(item, { text: word, said: `place ${place + 1}` }, marks);
    });
    return buttons.length ? row(...buttons) : quiet("Nothing was shown.", "p");
  };

  const bought = (one) => {
    const buttons = [...one.bought].map(([item, found]) => {
      const by = data.sides.filter((_, side) => one.shown[side].includes(item));
      const marks = [...(by.length ? [MARKS.hit] : []), ...marksOf(found)];
      const said = by.length ? `shown by ${by.join(" and ")}` : "";
      if (found.far !== null) marks.push(farMark(found.far));
      return button(item, { text: KINDS[found.kind] ?? "", said }, marks);
    });
    return row(...buttons);
  };

  const verdict = ({ hit, cold, near }) => {
    const said = !hit ? "miss" : cold ? "cold hit" : near ? "hit, near-duplicate" : "hit";
    return element("span", { class: `verdict ${hit ? "hit" : "miss"}` }, said);
  };

  // one of `among`, the nth from 0
  const draw = (one, nth, among) => {
    const { start, end } = cut(one.cut);
    const short = one.id.length > SHORT ? `${one.id.slice(0, SHORT - 2)}…` : one.id;
    const segment = one.n === 0 ? "no history" : `${one.n < data.heavy ? "light" : "heavy"}, ${count(one.n, "item")} before`;
    const outcomes = data.sides.map((name, side) => `${name}: ${one.sides[side].hit ? "hit" : "miss"}`);
    const said = `Customer ${short}, ${iso(start)}, ${segment}; ${outcomes.join(", ")}`;
    const article = element(
      "article",
      { class: "card", tabindex: "-1", "aria-label": said },
      element("header", {}, element("h3", { title: one.id }, short), quiet(`${iso(start)} · ${segment}`)),
      group(["Bought before", quiet(" newest first")], past(one)),
      element(
        "div",
        { class: "beside" },
        ...data.sides.map((name, side) => group([name, " ", verdict(one.sides[side])], shown(one, side))),
        group(["Bought then", quiet(` ${iso(start)} to ${iso(end).slice(5)}`)], bought(one)),
      ),
    );
    for (const inside of article.querySelectorAll("button")) inside.tabIndex = -1;
    return element("li", { "aria-posinset": nth + 1, "aria-setsize": among }, article);
  };
  return { draw, count };
})();
