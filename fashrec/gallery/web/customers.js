"use strict";
// Customers, twenty a page: filtered, searched, walked through with the arrow keys.
(() => {
  const { data, KINDS, element, iso, cut, isCold, button } = shelf;
  const PAGE = 20, HEAVY = 5;
  const byId = (name) => document.getElementById(`gallery-${name}`);
  const state = { filter: "all", side: "either", segment: "all", query: "", page: 0 };

  const cases = data.cases.map((one, place) => {
    const bought = new Map(one.bought.map(([item, cold, kind, far]) => [item, { cold, kind, far }]));
    const sides = one.shown.map((shown) => {
      const hits = shown.map((item) => bought.get(item)).filter(Boolean);
      return { hit: hits.length > 0, cold: hits.some((hit) => hit.cold), near: hits.some((hit) => hit.kind === 0 || hit.kind === 1) };
    });
    const shared = one.shown[0].filter((item) => one.shown[1].includes(item)).length;
    return { ...one, place, bought, sides, shared, one: sides[0].hit !== sides[1].hit };
  });
  // the quarter whose two lists share the least; those where one hits alone first
  const apart = [...cases].sort((a, b) => a.shared - b.shared || Number(b.one) - Number(a.one) || a.place - b.place).slice(0, Math.ceil(cases.length / 4));

  const of = (one, what) => (state.side === "either" ? one.sides.some((side) => side[what]) : one.sides[state.side][what]);
  const FILTERS = {
    all: { keeps: () => true, means: "Everybody on this page, in a random order." },
    hit: { keeps: (one) => of(one, "hit"), means: "Something among the items shown was bought in the days after the cut." },
    miss: { keeps: (one) => !of(one, "hit"), means: "Nothing that was shown was bought." },
    cold: { keeps: (one) => of(one, "cold"), means: "A hit on an item that nobody had bought before the cut." },
    near: { keeps: (one) => of(one, "near"), means: "A hit on something the customer had bought before, or on another colour of it: the same thing again." },
    one: { keeps: (one) => (state.side === "either" ? one.one : one.one && one.sides[state.side].hit), means: "One of the two lists hits, the other does not." },
    apart: { keeps: () => true, from: apart, means: "The quarter whose two lists share the fewest items; those where one of the two hits alone come first." },
  };
  const SEGMENTS = {
    all: () => true,
    no_history: (one) => one.n === 0,
    light: (one) => one.n > 0 && one.n < HEAVY,
    heavy: (one) => one.n >= HEAVY,
    cold: (one) => [...one.bought.values()].some((it) => it.cold),
    repeat: (one) => [...one.bought.values()].some((it) => it.kind === 0),
    novel: (one) => [...one.bought.values()].some((it) => it.kind !== 0),
  };
  const fits = (one) => SEGMENTS[state.segment](one) && one.id.toLowerCase().includes(state.query);
  const kept = (filter) => (FILTERS[filter].from ?? cases).filter((one) => FILTERS[filter].keeps(one) && fits(one));

  const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
  const MARKS = {
    hit: { name: "hit", text: "✓ ", said: "hit" },
    cold: { name: "cold", text: "", said: "cold: nobody had bought it" },
    again: { name: "near", text: "", said: "bought before" },
    colour: { name: "near", text: "", said: "another colour of something bought before" },
  };
  const marksOf = (found) => [found.kind === 0 && MARKS.again, found.kind === 1 && MARKS.colour, found.cold && MARKS.cold].filter(Boolean);

  const group = (title, note, ...inside) => element("section", { class: "group" }, element("h4", {}, title, note ? element("span", { class: "quiet" }, ` ${note}`) : ""), ...inside);
  const row = (...buttons) => element("div", { class: "row" }, ...buttons);

  const past = (one) => {
    if (!one.past.length) return one.n ? element("p", { class: "quiet" }, `${count(one.n, "item")}, not at hand.`) : element("p", { class: "quiet" }, "Nothing: a first purchase.");
    const more = one.n - one.past.length;
    return row(...one.past.map(([item, day]) => button(item, { text: iso(day), said: `bought ${iso(day)}` })), more > 0 ? element("span", { class: "more quiet" }, `and ${more} before`) : "");
  };
  const shown = (one, side) => {
    const { start } = cut(one.cut);
    const list = one.shown[side].map((item, place) => {
      const found = one.bought.get(item);
      const marks = found ? [MARKS.hit, ...marksOf(found)] : data.items.first && isCold(item, start) ? [MARKS.cold] : [];
      return button(item, { text: (found && KINDS[found.kind]) || `${place + 1}`, said: `place ${place + 1}` }, marks);
    });
    return list.length ? row(...list) : element("p", { class: "quiet" }, "Nothing was shown.");
  };
  const bought = (one) => row(...[...one.bought].map(([item, found]) => {
    const places = one.shown.map((list) => list.indexOf(item) + 1);
    const by = data.sides.filter((_, side) => places[side] > 0);
    const word = KINDS[found.kind] ?? "";
    const far = found.far === null ? null : { name: "far", text: "", said: `distance ${found.far} to the nearest item bought before` };
    return button(item, { text: word, said: by.length ? `shown by ${by.join(" and ")}` : "" }, [...(by.length ? [MARKS.hit] : []), ...marksOf(found), ...(far ? [far] : [])]);
  }));

  const verdict = (one, side) => {
    const { hit, cold, near } = one.sides[side];
    const said = !hit ? "miss" : cold ? "cold hit" : near ? "hit, near-duplicate" : "hit";
    return element("span", { class: `verdict ${hit ? "hit" : "miss"}` }, said);
  };
  const card = (one, place, among) => {
    const { start, end } = cut(one.cut);
    const short = one.id.length > 16 ? `${one.id.slice(0, 14)}…` : one.id;
    const segment = one.n === 0 ? "no history" : `${one.n < HEAVY ? "light" : "heavy"}, ${count(one.n, "item")} before`;
    const said = `Customer ${short}, ${iso(start)}, ${segment}; ${data.sides.map((name, side) => `${name}: ${one.sides[side].hit ? "hit" : "miss"}`).join(", ")}`;
    const article = element("article", { class: "card", tabindex: "-1", "aria-label": said, "data-place": place },
      element("header", {}, element("h3", { title: one.id }, short), element("span", { class: "quiet" }, `${iso(start)} · ${segment}`)),
      group("Bought before", "newest first", past(one)),
      element("div", { class: "beside" },
        ...data.sides.map((name, side) => {
          const made = group(name, "", shown(one, side));
          made.firstChild.append(" ", verdict(one, side));
          return made;
        }),
        group("Bought then", `${iso(start)} to ${iso(end).slice(5)}`, bought(one))));
    for (const inside of article.querySelectorAll("button")) inside.tabIndex = -1;
    return element("li", { "aria-posinset": place + 1, "aria-setsize": among }, article);
  };

  const cards = byId("cards");
  const active = () => cards.querySelector(".card.active");
  // one card is in the order of Tab, with what is in it
  const activate = (article, focus = false) => {
    for (const other of cards.querySelectorAll(".card.active")) {
      other.classList.remove("active");
      other.tabIndex = -1;
      for (const inside of other.querySelectorAll("button")) inside.tabIndex = -1;
    }
    if (!article) return;
    article.classList.add("active");
    article.tabIndex = 0;
    for (const inside of article.querySelectorAll("button")) inside.tabIndex = 0;
    if (focus) {
      article.focus({ preventScroll: true });
      article.scrollIntoView({ block: "nearest" });
    }
  };

  let found = [];
  const draw = () => {
    found = kept(state.filter);
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    const from = state.page * PAGE, here = found.slice(from, from + PAGE);
    cards.replaceChildren(...here.map((one, at) => card(one, from + at, found.length)));
    activate(cards.querySelector(".card"));
    byId("count").textContent = found.length ? `${count(found.length, "customer")} of ${cases.length.toLocaleString("en")} on this page: ${from + 1} to ${from + here.length}` : "Nobody on this page is like that.";
    byId("page").textContent = `${state.page + 1} of ${pages}`;
    byId("before").disabled = state.page === 0;
    byId("after").disabled = state.page >= pages - 1;
    byId("meaning").textContent = FILTERS[state.filter].means;
    for (const chip of document.querySelectorAll("[data-filter]")) {
      chip.setAttribute("aria-pressed", chip.dataset.filter === state.filter);
      chip.querySelector(".count").textContent = kept(chip.dataset.filter).length;
    }
  };
  const set = (change) => { Object.assign(state, { page: 0 }, change); draw(); };
  const turn = (by, last = false) => {
    state.page += by;
    draw();
    const all = cards.querySelectorAll(".card");
    activate(all[last ? all.length - 1 : 0], true);
  };

  const step = (by) => {
    const all = [...cards.querySelectorAll(".card")], at = all.indexOf(active()) + by;
    if (all[at]) activate(all[at], true);
    else if (by > 0 && !byId("after").disabled) turn(1);
    else if (by < 0 && !byId("before").disabled) turn(-1, true);
  };
  const walk = (by) => {
    const inside = [...active().querySelectorAll("button")], at = inside.indexOf(document.activeElement) + by;
    (inside[at] ?? active()).focus();
  };
  const KEYS = { ArrowDown: () => step(1), ArrowUp: () => step(-1), ArrowRight: () => walk(1), ArrowLeft: () => walk(-1) };
  cards.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
    else if (event.key === "Enter" && event.target.matches(".card")) { event.preventDefault(); walk(1); }
    else if (event.key === "Escape" && event.target.matches("button")) active().focus();
  });
  cards.addEventListener("focusin", (event) => {
    const article = event.target.closest(".card");
    if (article && !article.classList.contains("active")) activate(article);
  });
  cards.addEventListener("pointerdown", (event) => { const article = event.target.closest(".card"); if (article) activate(article); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.matches("input, select, textarea")) { event.preventDefault(); byId("search").focus(); }
  });

  for (const chip of document.querySelectorAll("[data-filter]")) chip.addEventListener("click", () => set({ filter: chip.dataset.filter }));
  byId("side").addEventListener("change", (event) => set({ side: event.target.value }));
  byId("segment").addEventListener("change", (event) => set({ segment: event.target.value }));
  byId("search").addEventListener("input", (event) => set({ query: event.target.value.trim().toLowerCase() }));
  byId("before").addEventListener("click", () => turn(-1));
  byId("after").addEventListener("click", () => turn(1));
  draw();
})();
