"use strict";
// Items where their vectors lie, in a grid: of those that fall on one place the first is drawn, under it a bar of them all.
(() => {
  const canvas = document.getElementById("gallery-map");
  if (!canvas) return;
  const { data, items, element, text, label, kind, address, cell, isCold } = shelf;
  const { sheets } = data;
  const pen = canvas.getContext("2d"), under = document.getElementById("gallery-under"), legend = document.getElementById("gallery-legend");
  const points = items.place.flatMap((place, item) => (place ? [{ item, x: place[0] / 1e4, y: place[1] / 1e4 }] : []));
  const span = (axis) => { const all = points.map((at) => at[axis]); return { least: Math.min(...all), most: Math.max(...all) }; };
  const [across, upward] = [span("x"), span("y")];
  const middle = { x: (across.least + across.most) / 2, y: (upward.least + upward.most) / 2 };
  const last = data.cuts[data.cuts.length - 1][0];
  const HUES = ["#4477aa", "#cc6677", "#3f9a62", "#c9a227", "#7b5ea7", "#3aa3b5", "#b8602f", "#d37fb2"], REST = "#8a8a86";
  const SHADES = { Black: "#222222", Blue: "#3c64b1", White: "#f4f4f0", Grey: "#8e8e8e", Pink: "#eb9dbb", Red: "#c03030", Beige: "#d9c5a0", Green: "#3f8f4f", Yellow: "#e8c93a", "Khaki green": "#7a7f4a", Orange: "#e08a34", Brown: "#7b5236", Purple: "#7a4c9b", Lilac: "#b79fd3", Lilac_Purple: "#b79fd3", "Lilac Purple": "#a583c9", Turquoise: "#3fb5b0", Metal: "#a9a9b4", Mole: "#8d7b6c", "Yellowish Green": "#a9c23f", "Bluish Green": "#2f9c8c" };
  const state = { by: "group", only: null, zoom: 1, x: middle.x, y: middle.y, width: 0, height: 0, box: 34, hit: [] };

  const groupOf = (item) => (state.by === "cold" ? (isCold(item, last) ? "cold" : "warm") : text(state.by, item) ?? "unknown");
  let groups = new Map();
  const recount = () => {
    const counts = new Map();
    for (const { item } of points) counts.set(groupOf(item), (counts.get(groupOf(item)) ?? 0) + 1);
    const sorted = [...counts].sort((a, b) => b[1] - a[1]);
    groups = new Map(sorted.map(([name, n], place) => [name, { n, colour: colourOf(name, place) }]));
    legend.replaceChildren(...sorted.map(([name, n], place) => element("li", {}, swatch(name, n, place))));
  };
  const colourOf = (name, place) => (state.by === "cold" ? (name === "cold" ? "#8a5cc4" : "#9a9a94") : state.by === "shade" ? SHADES[name] ?? REST : HUES[place] ?? REST);
  const swatch = (name, n, place) => {
    const mark = element("i", { "aria-hidden": "true" });
    mark.style.background = colourOf(name, place);
    return element("button", { type: "button", "aria-pressed": state.only === name, onclick: () => { state.only = state.only === name ? null : name; recount(); draw(); } }, mark, name, element("span", { class: "quiet" }, ` ${n}`));
  };

  // one picture a sheet, drawn again once it is there
  const images = new Map();
  const image = (sheet) => {
    if (!images.has(sheet)) {
      const made = new Image();
      made.onload = () => later();
      made.src = address(sheet);
      images.set(sheet, made);
    }
    const made = images.get(sheet);
    return made.complete && made.naturalWidth ? made : null;
  };

  const size = () => Math.min(64, state.box * Math.sqrt(state.zoom));
  const scale = () => ({ x: ((state.width - 60) / (across.most - across.least || 1)) * state.zoom, y: ((state.height - 140) / (upward.most - upward.least || 1)) * state.zoom });
  const place = (at, by) => ({ x: (at.x - state.x) * by.x + state.width / 2, y: state.height / 2 - (at.y - state.y) * by.y });
  const dim = (item) => state.only !== null && groupOf(item) !== state.only;

  const draw = () => {
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(state.width * ratio);
    canvas.height = Math.round(state.height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, state.width, state.height);
    pen.imageSmoothingQuality = "high";
    const wide = size(), high = wide * sheets.height / sheets.width;
    const slots = new Map(), dots = [], by = scale();
    // the grid belongs to the map, so that pictures move with it
    const left = state.x * by.x - state.width / 2, top = -state.y * by.y - state.height / 2;
    const inside = points.map((at) => ({ item: at.item, ...place(at, by) })).filter(({ x, y }) => x > -wide && y > -high && x < state.width + wide && y < state.height + high);
    for (const at of inside) {
      if (!items.has[at.item] || dim(at.item)) { dots.push(at); continue; }
      const [column, row] = [Math.floor((at.x + left) / (wide + 4)), Math.floor((at.y + top) / (high + 9))];
      const slot = slots.get(`${column} ${row}`) ?? { item: at.item, x: (column + 0.5) * (wide + 4) - left, y: (row + 0.5) * (high + 9) - top, counts: new Map(), n: 0 };
      slot.counts.set(groupOf(at.item), (slot.counts.get(groupOf(at.item)) ?? 0) + 1);
      slot.n += 1;
      slots.set(`${column} ${row}`, slot);
    }
    const pictures = [...slots.values()];
    state.hit = [...pictures.map((at) => ({ ...at, wide, high })), ...dots.map((at) => ({ ...at, wide: 9, high: 9 }))];
    for (const at of dots) {
      pen.globalAlpha = dim(at.item) ? 0.12 : 0.75;
      pen.fillStyle = groups.get(groupOf(at.item)).colour;
      pen.beginPath();
      pen.arc(at.x, at.y, 2.6, 0, 7);
      pen.fill();
    }
    pen.globalAlpha = 1;
    for (const at of pictures) paint(at, wide, high);
    if (document.activeElement === canvas) crosshair();
  };
  const paint = (at, wide, high) => {
    const { sheet, column, row } = cell(at.item), source = image(sheet);
    const left = at.x - wide / 2, top = at.y - high / 2;
    let from = left;
    for (const [name, { colour }] of groups) {
      const share = ((at.counts.get(name) ?? 0) / at.n) * wide;
      pen.fillStyle = colour;
      pen.fillRect(from, top + high + 1, share, 4);
      from += share;
    }
    pen.fillStyle = "#fff";
    pen.fillRect(left, top, wide, high);
    if (source) pen.drawImage(source, column * sheets.width, row * sheets.height, sheets.width, sheets.height, left, top, wide, high);
  };
  const crosshair = () => {
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(state.width / 2, state.height / 2, 9, 0, 7);
    pen.stroke();
  };
  let waiting = 0;
  const later = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; draw(); }); };

  const at = (x, y, reach = 0) => {
    const over = state.hit.find((one) => Math.abs(one.x - x) <= one.wide / 2 && Math.abs(one.y - y) <= one.high / 2);
    if (over || !reach) return over;
    const near = state.hit.map((one) => ({ one, far: Math.hypot(one.x - x, one.y - y) })).sort((a, b) => a.far - b.far)[0];
    return near && near.far < reach ? near.one : undefined;
  };
  const inMiddle = () => at(state.width / 2, state.height / 2, Infinity);
  const say = (one) => { under.textContent = one ? `${label(one.item)} · ${kind(one.item)} · ${items.id[one.item]}${one.n > 1 ? ` · and ${one.n - 1} more in its place` : ""}` : ""; };

  const zoom = (by, x = state.width / 2, y = state.height / 2) => {
    const was = scale();
    state.zoom = Math.min(60, Math.max(1, state.zoom * by));
    const now = scale();
    state.x += (x - state.width / 2) * (1 / was.x - 1 / now.x);
    state.y -= (y - state.height / 2) * (1 / was.y - 1 / now.y);
    if (state.zoom === 1) Object.assign(state, middle);
    later();
  };
  const pan = (right, up) => {
    state.x = Math.min(1.05, Math.max(-0.05, state.x + right / scale().x));
    state.y = Math.min(1.05, Math.max(-0.05, state.y + up / scale().y));
    later();
  };
  const all = () => { Object.assign(state, { zoom: 1 }, middle); later(); };

  const pointers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", (event) => {
    if (!pointers.size) moved = 0;
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const was = pointers.get(event.pointerId), now = { x: event.offsetX, y: event.offsetY };
    if (!was) { const over = at(now.x, now.y); canvas.style.cursor = over ? "pointer" : "grab"; say(over); return; }
    moved += Math.abs(now.x - was.x) + Math.abs(now.y - was.y);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const before = Math.hypot(was.x - other.x, was.y - other.y), after = Math.hypot(now.x - other.x, now.y - other.y);
      if (before > 0) zoom(after / before, (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else pan(was.x - now.x, now.y - was.y);
    pointers.set(event.pointerId, now);
  });
  const lift = (event) => {
    const alone = pointers.size === 1;
    if (!pointers.delete(event.pointerId) || event.type !== "pointerup" || !alone || moved > 6) return;
    const one = at(event.offsetX, event.offsetY, 14);
    if (one) itemSheet.open(one.item);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  // a wheel that scrolls the page goes on scrolling it: the map zooms where it has the focus, or with Ctrl
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== canvas && !event.ctrlKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
  }, { passive: false });
  const FAR = 60;
  const KEYS = { ArrowLeft: () => pan(-FAR, 0), ArrowRight: () => pan(FAR, 0), ArrowUp: () => pan(0, FAR), ArrowDown: () => pan(0, -FAR), "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: all, Enter: () => { const one = inMiddle(); if (one) itemSheet.open(one.item); } };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
    if (event.key !== "Enter") requestAnimationFrame(() => { draw(); say(inMiddle()); });
  });
  canvas.addEventListener("focus", () => { later(); say(inMiddle()); });
  canvas.addEventListener("blur", later);

  for (const button of document.querySelectorAll("[data-by]")) {
    button.addEventListener("click", () => {
      Object.assign(state, { by: button.dataset.by, only: null });
      for (const other of document.querySelectorAll("[data-by]")) other.setAttribute("aria-pressed", other === button);
      recount();
      draw();
    });
  }
  const ZOOMS = { in: () => zoom(1.5), out: () => zoom(1 / 1.5), all };
  for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => ZOOMS[button.dataset.zoom]());
  document.documentElement.addEventListener("theme", later);
  recount();
  // nothing is decoded for a map that nobody looks at yet
  new IntersectionObserver(([seen], observer) => {
    if (!seen.isIntersecting) return;
    observer.disconnect();
    new ResizeObserver(() => {
      Object.assign(state, { width: canvas.clientWidth, height: canvas.clientHeight });
      draw();
    }).observe(canvas);
  }, { rootMargin: "300px" }).observe(canvas);
})();
