"use strict";
// The sheet of one item: what is known of it, and what looks like it.
const itemSheet = (() => {
  const { data, items, element, text, iso, label, kind, picture, button } = shelf;
  const sheet = document.getElementById("gallery-item");

  const when = (day) => (day === null || day === undefined ? null : iso(day));
  const facts = (item) => {
    const end = data.cuts[data.cuts.length - 1];
    const rows = [["item", items.id[item]], ["type", text("type", item)], ["colour", text("colour", item)], ["on sale from", items.launch && when(items.launch[item])]];
    if (items.first) {
      const first = items.first[item];
      rows.push(["first sold", first === null ? `not before ${iso(end[0] + end[1])}` : iso(first)]);
      rows.push(["sold", first === null ? null : `${items.sold[item].toLocaleString("en")} by ${iso(end[0] + end[1] - 1)}`]);
      rows.push(["price", items.price[item] === null ? null : `${items.price[item]}, the median, in the source's scale`]);
      const cold = data.cuts.filter(([day]) => first === null || first >= day).length;
      rows.push(["cold", cold === 0 ? "no: bought before every cut" : cold === data.cuts.length ? "yes: bought by nobody before any cut" : `at the first ${cold} of ${data.cuts.length} cuts`]);
    }
    return rows.filter(([, value]) => value);
  };

  const neighbours = (item) => {
    const near = items.near[item];
    if (!data.map) return element("p", { class: "quiet" }, "No vectors are at hand, so nobody knows what looks like it.");
    if (!near) return element("p", { class: "quiet" }, items.place[item] || items.has[item] === 0 ? "It has no vector." : "Its neighbours were not looked up, or it has no vector.");
    return element("div", { class: "row" }, ...near.map(([other, far]) => button(other, { text: far.toFixed(3), said: `distance ${far.toFixed(3)}` })));
  };

  const draw = (item) => {
    const name = element("h3", { id: "gallery-item-name", tabindex: "-1" }, label(item));
    const close = element("button", { type: "button", class: "close", onclick: () => sheet.close() }, "Close");
    const list = element("dl", {}, ...facts(item).flatMap(([title, value]) => [element("dt", {}, title), element("dd", {}, value)]));
    const alike = data.map ? ` · 1 − cosine, ${data.map.day}` : "";
    sheet.replaceChildren(
      element("header", {}, name, close),
      element("div", { class: "about" }, element("div", { class: "large", role: "img", "aria-label": `${label(item)}, ${kind(item)}` }, picture(item)), list),
      element("h4", {}, "Looks like", element("span", { class: "quiet" }, alike)),
      neighbours(item),
    );
    name.focus();
  };

  const open = (item) => {
    if (!sheet.open) sheet.showModal();
    draw(item);
  };

  document.addEventListener("click", (event) => {
    const clicked = event.target.closest("button.item");
    if (clicked) open(Number(clicked.dataset.item));
    else if (event.target === sheet) sheet.close();
  });
  return { open };
})();
