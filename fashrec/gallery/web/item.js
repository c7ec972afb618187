"use strict";
// The sheet of one item: what is known of it, and what looks like it.
const itemSheet = (() => {
  const { data, items, element, quiet, text, iso, label, kind, picture, button } = shelf;
  const sheet = document.getElementById("gallery-item");
  const [lastDay, lastLength] = data.cuts[data.cuts.length - 1];
  const until = lastDay + lastLength;

  const whenCold = (first) => {
    const n = data.cuts.filter(([day]) => first === null || first >= day).length;
    if (n === 0) return "no: bought before every cut";
    if (n === data.cuts.length) return "yes: bought by nobody before any cut";
    return `at the first ${n} of ${data.cuts.length} cuts`;
  };
  const sales = (item) => {
    const first = items.first[item], price = items.price[item];
    return [
      ["on sale from", items.launch[item] === null ? null : iso(items.launch[item])],
      ["first sold", first === null ? `not before ${iso(until)}` : iso(first)],
      ["sold", first === null ? null : `${items.sold[item].toLocaleString("en")} by ${iso(until - 1)}`],
      ["price", price === null ? null : `${price}, the median, in the source's scale`],
      ["cold", whenCold(first)],
    ];
  };
  const facts = (item) => {
    const known = [["item", items.id[item]], ["type", text("type", item)], ["colour", text("colour", item)]];
    return [...known, ...(items.first ? sales(item) : [])].filter(([, value]) => value);
  };

  const neighbours = (item) => {
    if (!items.near) return quiet("No vectors are at hand, so nobody knows what looks like it.", "p");
    if (!items.near[item]) return quiet("It has no vector.", "p");
    if (!items.near[item].length) return quiet("What is nearest to it is not on this page.", "p");
    const far = items.near[item].map(([other, distance]) => [other, distance.toFixed(3)]);
    const buttons = far.map(([other, said]) => button(other, { text: said, said: `distance ${said}` }));
    return element("div", { class: "row" }, ...buttons);
  };
  const looksLike = (item) => {
    if (!data.map) return "";
    const on = items.near[item]?.length ?? 0, all = data.map.near;
    const part = on && on < all ? ` · of the ${all} nearest, ${on === 1 ? "the one" : `the ${on}`} on this page` : "";
    return quiet(` · 1 − cosine, ${data.map.day}${part}`);
  };

  const draw = (item) => {
    const name = element("h3", { id: "gallery-item-name", tabindex: "-1" }, label(item));
    const close = element("button", { type: "button", class: "close", onclick: () => sheet.close() }, "Close");
    const list = facts(item).flatMap(([title, value]) => [element("dt", {}, title), element("dd", {}, value)]);
    const said = `${label(item)}, ${kind(item)}`;
    const large = element("div", { class: "large", role: "img", "aria-label": said }, picture(item));
    sheet.replaceChildren(
      element("header", {}, name, close),
      element("div", { class: "about" }, large, element("dl", {}, ...list)),
      element("h4", {}, "Looks like", looksLike(item)),
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
