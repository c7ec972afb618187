"use strict";
// Items looked up by words of what is said of them.
(() => {
  const { items, element, text, label, button } = shelf;
  const MOST = 12;
  const byId = (name) => document.getElementById(`gallery-${name}`);
  const field = byId("find"), list = byId("found"), said = byId("found-count");
  const n = items.id.length, onPage = `${n.toLocaleString("en")} items on this page`;

  // made when somebody looks for the first time
  let lines = null;
  const line = (item) =>
    [label(item), text("type", item), text("colour", item), items.id[item]].filter(Boolean).join(" ").toLowerCase();
  const written = () => (lines ??= items.id.map((_, item) => ({ item, line: line(item) })));

  // an id first, then what is called so, then the others; of equals, in the page's order
  const place = ({ item, line: all }, query) => (items.id[item].startsWith(query) ? 0 : all.startsWith(query) ? 1 : 2);
  const matches = (query) => {
    const words = query.split(/\s+/);
    const all = written().filter(({ line: one }) => words.every((word) => one.includes(word)));
    return all.sort((a, b) => place(a, query) - place(b, query)).map(({ item }) => item);
  };
  const count = (found) => {
    if (!found.length) return "No item on this page is like that.";
    return `${found.length.toLocaleString("en")} of ${onPage}${found.length > MOST ? `: the first ${MOST}` : ""}`;
  };
  const query = () => field.value.trim().toLowerCase();
  const draw = () => {
    const found = query() ? matches(query()) : [];
    said.textContent = query() ? count(found) : onPage;
    const drawn = found.slice(0, MOST).map((item) => button(item, { text: label(item), said: items.id[item] }));
    list.replaceChildren(...drawn.map((one) => element("li", {}, one)));
  };
  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !query()) return;
    const [first] = matches(query());
    if (first !== undefined) itemSheet.open(first);
  });
  draw();
})();
