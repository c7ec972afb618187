"use strict";
// Customers, twenty a page: filtered, searched, walked through with the arrow keys.
(() => {
  const PAGE = 20;
  const byId = (name) => document.getElementById(`gallery-${name}`);
  const list = byId("cards");
  const state = { filter: "all", side: "either", segment: "all", query: "", page: 0 };

  const every = () => [...list.querySelectorAll(".card")];
  const active = () => list.querySelector(".card.active");
  // one card is in the order of Tab, with what is in it
  const reach = (article, index) => {
    article.classList.toggle("active", index === 0);
    for (const part of [article, ...article.querySelectorAll("button")]) part.tabIndex = index;
  };
  const activate = (article, focus = false) => {
    if (active()) reach(active(), -1);
    if (!article) return;
    reach(article, 0);
    if (focus) {
      article.focus({ preventScroll: true });
      article.scrollIntoView({ block: "nearest" });
      // of a card that is higher than the window, whose end that may be
      article.querySelector("header").scrollIntoView({ block: "nearest" });
    }
  };

  const say = (found, from, n) => {
    const many = `${cards.count(found.length, "customer")} of ${cases.all.length.toLocaleString("en")} on this page`;
    byId("count").textContent = n ? `${many}: ${from + 1} to ${from + n}` : "Nobody on this page is like that.";
    byId("meaning").textContent = cases.means(state.filter);
    for (const chip of document.querySelectorAll("[data-filter]")) {
      chip.setAttribute("aria-pressed", chip.dataset.filter === state.filter);
      chip.querySelector(".count").textContent = cases.kept(chip.dataset.filter, state).length;
    }
  };
  const draw = () => {
    const found = cases.kept(state.filter, state);
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    state.page = Math.min(state.page, pages - 1);
    const from = state.page * PAGE, here = found.slice(from, from + PAGE);
    list.replaceChildren(...here.map((one, at) => cards.draw(one, from + at, found.length)));
    activate(list.querySelector(".card"));
    byId("page").textContent = `${state.page + 1} of ${pages}`;
    byId("before").disabled = state.page === 0;
    byId("after").disabled = state.page >= pages - 1;
    say(found, from, here.length);
  };
  const set = (change) => {
    Object.assign(state, { page: 0 }, change);
    draw();
  };
  const turn = (by) => {
    state.page += by;
    draw();
    activate(every().at(by > 0 ? 0 : -1), true);
  };

  const step = (by) => {
    const next = every()[every().indexOf(active()) + by];
    if (next) activate(next, true);
    else if (!byId(by > 0 ? "after" : "before").disabled) turn(by);
  };
  const walk = (by) => {
    const inside = [...active().querySelectorAll("button")];
    (inside[inside.indexOf(document.activeElement) + by] ?? active()).focus();
  };
  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ArrowRight: () => walk(1),
    ArrowLeft: () => walk(-1),
    "/": () => byId("search").focus(),
  };
  list.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const onCard = event.target.matches(".card");
    const act = event.key === "Enter" && onCard ? KEYS.ArrowRight : KEYS[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key === "Escape" && !onCard) active().focus();
  });
  const touch = (event) => {
    const article = event.target.closest(".card");
    if (article && article !== active()) activate(article);
  };
  list.addEventListener("focusin", touch);
  list.addEventListener("pointerdown", touch);

  for (const chip of document.querySelectorAll("[data-filter]")) {
    chip.addEventListener("click", () => set({ filter: chip.dataset.filter }));
  }
  byId("side").addEventListener("change", (event) => set({ side: event.target.value }));
  byId("segment").addEventListener("change", (event) => set({ segment: event.target.value }));
  byId("search").addEventListener("input", (event) => set({ query: event.target.value.trim().toLowerCase() }));
  byId("before").addEventListener("click", () => turn(-1));
  byId("after").addEventListener("click", () => turn(1));
  const tools = byId("tools");
  new ResizeObserver(() => list.style.setProperty("--bar", `${tools.offsetHeight}px`)).observe(tools);
  draw();
})();
