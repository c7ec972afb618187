"use strict";
// The page's data, its pictures, and how both are drawn.
const shelf = (() => {
  const data = JSON.parse(document.getElementById("gallery-data").textContent);
  const { items, sheets } = data;
  // what a purchase is to its customer: bought before, another colour of something bought before, new
  const KINDS = ["again", "recoloured", ""];

  // an element; what is empty among its children is left out
  const element = (tag, facts = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(facts)) {
      if (name === "class") made.className = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };
  const quiet = (words, tag = "span") => element(tag, { class: "quiet" }, words);

  const text = (name, item) => (items[name] ? items[name].texts[items[name].at[item]] : null);
  const iso = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
  const cut = (at) => ({ start: data.cuts[at][0], end: data.cuts[at][0] + data.cuts[at][1] - 1 });
  const isCold = (item, day) => !items.first || items.first[item] === null || items.first[item] >= day;
  const label = (item) => text("name", item) || items.id[item];
  const kind = (item) => [text("type", item), text("colour", item)].filter(Boolean).join(" · ");

  // a sheet becomes an address when the first of its pictures is wanted
  const addresses = new Map();
  const bytes = (sheet) => {
    const letters = atob(document.getElementById(`gallery-sheet-${sheet}`).textContent);
    const made = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at += 1) made[at] = letters.charCodeAt(at);
    return made;
  };
  const inside = (sheet) => URL.createObjectURL(new Blob([bytes(sheet)], { type: "image/webp" }));
  const address = (sheet) => {
    if (!addresses.has(sheet)) {
      const { embedded, beside } = sheets;
      addresses.set(sheet, sheet < embedded ? inside(sheet) : beside[sheet - embedded]);
    }
    return addresses.get(sheet);
  };
  const cells = sheets.columns * sheets.columns;
  const cell = (item) => ({
    sheet: Math.floor(item / cells),
    column: item % sheets.columns,
    row: Math.floor((item % cells) / sheets.columns),
  });
  document.documentElement.style.setProperty("--columns", sheets.columns);
  document.documentElement.style.setProperty("--tall", sheets.height / sheets.width);

  const picture = (item) => {
    if (!items.has[item]) {
      return element("span", { class: "picture bare", "aria-hidden": "true" }, element("span", {}, label(item)));
    }
    const { sheet, column, row } = cell(item);
    const made = element("span", { class: "picture", "aria-hidden": "true" });
    made.style.backgroundImage = `url("${address(sheet)}")`;
    made.style.setProperty("--column", column);
    made.style.setProperty("--row", row);
    return made;
  };

  // a picture with a word under it, that opens its item; `marks` are said, and seen
  const button = (item, under, marks = []) => {
    const words = [label(item), kind(item), under.said ?? under.text, ...marks.map((mark) => mark.said)];
    const said = words.filter(Boolean).join(", ");
    const signs = marks.filter((mark) => mark.text).map((mark) => element("b", {}, mark.text));
    const name = ["item", ...marks.map((mark) => mark.name)].join(" ");
    return element(
      "button",
      { type: "button", class: name, "data-item": item, "aria-label": said, title: said },
      picture(item),
      element("span", { class: "under" }, ...signs, under.text),
    );
  };

  return { data, items, KINDS, element, quiet, text, iso, cut, isCold, label, kind, address, cell, picture, button };
})();
