"use strict";
// The map as it is drawn: items where their vectors lie, in a grid. Of those that fall on one place the first is drawn,
// under it a bar of them all.
const atlas = (() => {
  const canvas = document.getElementById("gallery-map");
  if (!canvas) return null;
  const { data, items, text, address, cell, isCold } = shelf;
  const { sheets } = data;
  const HUES = ["#4477aa", "#cc6677", "#3f9a62", "#c9a227", "#7b5ea7", "#3aa3b5", "#b8602f", "#d37fb2"], REST = "#8a8a86";
  const SHADES = {
    Black: "#222222", White: "#f4f4f0", Grey: "#8e8e8e", Beige: "#d9c5a0", Mole: "#8d7b6c", Brown: "#7b5236",
    Red: "#c03030", Orange: "#e08a34", Yellow: "#e8c93a", Pink: "#eb9dbb", "Lilac Purple": "#a583c9", Metal: "#a9a9b4",
    Blue: "#3c64b1", Turquoise: "#3fb5b0", Green: "#3f8f4f", "Khaki green": "#7a7f4a", "Yellowish Green": "#a9c23f",
    "Bluish Green": "#2f9c8c",
  };
  const WARMTH = { cold: "#8a5cc4", warm: "#9a9a94" };
  const SMALL = 34, LARGE = 64, DOT = 2.6; // pixels: a picture's width, far away and near; a dot's radius
  const WHOLE = 1.001; // the zoom below which all is shown: what is multiplied and divided does not come back to 1
  const MARGIN = { x: 60, y: 140 }, GAP = { x: 4, y: 9 }, BAR = 4;

  const pen = canvas.getContext("2d");
  const points = items.place.flatMap((place, item) => (place ? [{ item, x: place[0] / 1e4, y: place[1] / 1e4 }] : []));
  const span = (axis) => {
    const all = points.map((at) => at[axis]);
    const least = Math.min(...all), most = Math.max(...all);
    return { middle: (least + most) / 2, size: most - least || 1 };
  };
  const across = span("x"), upward = span("y");
  const middle = { x: across.middle, y: upward.middle };
  const state = { by: "group", only: null, zoom: 1, ...middle, width: 0, height: 0, drawn: [] };

  const last = data.cuts[data.cuts.length - 1][0];
  const groupOf = (item) => {
    if (state.by === "cold") return isCold(item, last) ? "cold" : "warm";
    return text(state.by, item) ?? "unknown";
  };
  const colourOf = (name, place) =>
    ({ cold: WARMTH[name], shade: SHADES[name] ?? REST, group: HUES[place] ?? REST })[state.by];
  // by name how many there are, and their colour; the largest first
  let groups = new Map();
  const regroup = () => {
    const counts = new Map();
    for (const { item } of points) counts.set(groupOf(item), (counts.get(groupOf(item)) ?? 0) + 1);
    const sorted = [...counts].sort((a, b) => b[1] - a[1]);
    groups = new Map(sorted.map(([name, n], place) => [name, { n, colour: colourOf(name, place) }]));
    return groups;
  };
  const dim = (item) => state.only !== null && groupOf(item) !== state.only;

  const scale = () => ({
    x: ((state.width - MARGIN.x) / across.size) * state.zoom,
    y: ((state.height - MARGIN.y) / upward.size) * state.zoom,
  });
  const seen = (wide, high, by) =>
    points
      .map(({ item, x, y }) => ({
        item,
        x: (x - state.x) * by.x + state.width / 2,
        y: state.height / 2 - (y - state.y) * by.y,
      }))
      .filter(({ x, y }) => x > -wide && y > -high && x < state.width + wide && y < state.height + high);

  // one image a sheet; the map is drawn again once it is there
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
  const dot = ({ item, x, y }) => {
    pen.globalAlpha = dim(item) ? 0.12 : 0.75;
    pen.fillStyle = groups.get(groupOf(item)).colour;
    pen.beginPath();
    pen.arc(x, y, DOT, 0, 7);
    pen.fill();
    pen.globalAlpha = 1;
  };
  const picture = (at, wide, high) => {
    const left = at.x - wide / 2, top = at.y - high / 2;
    let from = left;
    for (const [name, { colour }] of groups) {
      const share = ((at.counts.get(name) ?? 0) / at.n) * wide;
      pen.fillStyle = colour;
      pen.fillRect(from, top + high + 1, share, BAR);
      from += share;
    }
    pen.fillStyle = "#fff";
    pen.fillRect(left, top, wide, high);
    const { sheet, column, row } = cell(at.item), source = image(sheet);
    const size = [sheets.width, sheets.height];
    if (source) pen.drawImage(source, column * size[0], row * size[1], ...size, left, top, wide, high);
  };
  const crosshair = () => {
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.arc(state.width / 2, state.height / 2, 9, 0, 7);
    pen.stroke();
  };

  // places of the grid, which belongs to the map, so that pictures move with it
  const slotted = (inside, wide, high, by) => {
    const left = state.x * by.x - state.width / 2, top = -state.y * by.y - state.height / 2;
    const step = { x: wide + GAP.x, y: high + GAP.y };
    const slots = new Map();
    for (const { item, x, y } of inside) {
      const column = Math.floor((x + left) / step.x), row = Math.floor((y + top) / step.y), key = `${column} ${row}`;
      if (!slots.has(key)) {
        slots.set(key, { item, x: (column + 0.5) * step.x - left, y: (row + 0.5) * step.y - top, counts: new Map(), n: 0 });
      }
      const slot = slots.get(key), name = groupOf(item);
      slot.counts.set(name, (slot.counts.get(name) ?? 0) + 1);
      slot.n += 1;
    }
    return [...slots.values()];
  };
  const draw = () => {
    if (!state.width) return;
    canvas.classList.toggle("near", state.zoom > 1);
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(state.width * ratio);
    canvas.height = Math.round(state.height * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.imageSmoothingQuality = "high";
    const wide = Math.min(LARGE, SMALL * Math.sqrt(state.zoom)), high = (wide * sheets.height) / sheets.width, by = scale();
    const inside = seen(wide, high, by);
    const asDot = ({ item }) => !items.has[item] || dim(item);
    const dots = inside.filter(asDot), pictures = slotted(inside.filter((at) => !asDot(at)), wide, high, by);
    dots.forEach(dot);
    pictures.forEach((at) => picture(at, wide, high));
    if (document.activeElement === canvas) crosshair();
    state.drawn = [...pictures.map((at) => ({ ...at, wide, high })), ...dots.map((at) => ({ ...at, wide: 9, high: 9 }))];
  };
  let waiting = 0;
  const later = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      draw();
    });
  };

  // what is drawn at a point, or nearest to it within `reach` pixels
  const at = (x, y, reach = 0) => {
    const over = ({ x: mx, y: my, wide, high }) => Math.abs(mx - x) <= wide / 2 && Math.abs(my - y) <= high / 2;
    const far = (one) => Math.hypot(one.x - x, one.y - y);
    const near = () => [...state.drawn].sort((a, b) => far(a) - far(b)).find((one) => far(one) < reach);
    return state.drawn.find(over) ?? (reach ? near() : undefined);
  };
  const zoom = (by, x = state.width / 2, y = state.height / 2) => {
    const was = scale();
    const to = Math.min(60, state.zoom * by);
    state.zoom = to < WHOLE ? 1 : to;
    const now = scale();
    state.x += (x - state.width / 2) * (1 / was.x - 1 / now.x);
    state.y -= (y - state.height / 2) * (1 / was.y - 1 / now.y);
    if (state.zoom === 1) Object.assign(state, middle);
    later();
  };
  const inFrame = (place) => Math.min(1.05, Math.max(-0.05, place));
  const pan = (right, up) => {
    state.x = inFrame(state.x + right / scale().x);
    state.y = inFrame(state.y + up / scale().y);
    later();
  };
  const whole = () => {
    Object.assign(state, { zoom: 1 }, middle);
    later();
  };
  return { canvas, state, regroup, draw, later, at, zoom, pan, whole };
})();
