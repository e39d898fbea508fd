'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { packages, links, steps } = data;
  const KINDS = ['fail', 'unknown', 'granted', 'host', 'pass'];
  const MARK = { fail: '✗', unknown: '?', granted: '✓', host: '⌂', pass: '✓' };
  const SHOWN_AT_FIRST = 60;

  const byId = (id) => document.getElementById(id);

  /** An element with attributes, listeners (onX) and children; texts are never markup. */
  function make(tag, attributes, ...children) {
    const space = ['svg', 'g', 'rect', 'text', 'path', 'title'].includes(tag) ? 'http://www.w3.org/2000/svg' : 'http://www.w3.org/1999/xhtml';
    const node = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.flat().filter((each) => each !== null));
    return node;
  }

  // --- the graph's facts

  const outgoing = packages.map(() => []);
  const incoming = packages.map(() => []);
  for (const [from, to, count] of links) {
    outgoing[from].push({ other: to, count });
    incoming[to].push({ other: from, count });
  }
  const parent = new Array(packages.length).fill(-1);
  const depth = new Array(packages.length).fill(-1);

  /** Breadth first from the packages that nothing imports, the program's own first. */
  function findDepths() {
    const starts = packages.map((_, i) => i).filter((i) => packages[i].path === '.' || incoming[i].length === 0);
    starts.sort((a, b) => (packages[b].path === '.') - (packages[a].path === '.') || a - b);
    for (const start of [...starts, ...packages.keys()]) {
      if (depth[start] >= 0) continue;
      depth[start] = 0;
      for (const queue = [start]; queue.length > 0;) {
        const at = queue.shift();
        for (const { other } of outgoing[at]) {
          if (depth[other] >= 0) continue;
          depth[other] = depth[at] + 1;
          parent[other] = at;
          queue.push(other);
        }
      }
    }
  }
  findDepths();

  function wayTo(index) {
    const way = [];
    for (let at = index; at >= 0; at = parent[at]) way.unshift(at);
    return way;
  }

  const effectName = (effect) => effect.split(':')[0];
  const label = (index) => packages[index].name + (packages[index].version ? `@${packages[index].version}` : '');

  // --- what is shown

  const state = { kinds: new Set(), effect: '', text: '', all: packages.length <= SHOWN_AT_FIRST, selected: -1 };
  const texts = packages.map((p) => [p.name, p.version, p.path, ...p.effects.map(([effect]) => effect),
    ...p.findings.map((f) => `${f.rule} ${f.effect} ${f.message}`)].join(' ').toLowerCase());

  function matches(index) {
    const p = packages[index];
    return (state.kinds.size === 0 || state.kinds.has(p.kind)) &&
      (state.effect === '' || p.effects.some(([effect]) => effectName(effect) === state.effect) || p.findings.some((f) => f.effect === state.effect)) &&
      state.text.toLowerCase().split(/\s+/u).every((word) => texts[index].includes(word));
  }

  const isFiltered = () => state.kinds.size > 0 || state.effect !== '' || state.text.trim() !== '';
  const order = [...packages.keys()].sort((a, b) =>
    KINDS.indexOf(packages[a].kind) - KINDS.indexOf(packages[b].kind) || depth[a] - depth[b] || a - b);

  // --- filters

  function toggle(text, count, pressed, action) {
    return make('button', { type: 'button', class: 'toggle', 'aria-pressed': String(pressed), onclick: action }, text, make('b', {}, String(count)));
  }

  function drawFilters() {
    const kinds = byId('kinds');
    kinds.replaceChildren(...KINDS.filter((kind) => packages.some((p) => p.kind === kind)).map((kind) =>
      toggle(kind, packages.filter((p) => p.kind === kind).length, state.kinds.has(kind), () => {
        if (!state.kinds.delete(kind)) state.kinds.add(kind);
        update();
      })));
    const counts = new Map();
    for (const p of packages)
      for (const effect of new Set([...p.effects.map(([each]) => effectName(each)), ...p.findings.map((f) => f.effect).filter(Boolean)]))
        counts.set(effect, (counts.get(effect) ?? 0) + 1);
    byId('effects').replaceChildren(...data.tiers.map(([tier, effects]) => {
      const found = effects.filter((effect) => counts.has(effect));
      return found.length === 0 ? null : make('div', { class: 'tier' }, make('span', {}, tier), make('div', { class: 'chips' }, found.map((effect) =>
        toggle(effect, counts.get(effect), state.effect === effect, () => {
          state.effect = state.effect === effect ? '' : effect;
          update();
        }))));
    }).filter(Boolean));
  }

  // --- the list

  function chips(p) {
    const worst = new Map();
    for (const f of p.findings) {
      const name = f.effect ? f.effect + (f.argument ? `:${f.argument}` : '') : f.rule;
      if (worst.get(name) !== 'fail' && f.verdict !== 'pass') worst.set(name, f.verdict);
    }
    for (const [effect] of p.effects) if (!worst.has(effect)) worst.set(effect, 'allowed');
    const rank = { fail: 0, unknown: 1, allowed: 2 };
    const all = [...worst].sort((a, b) => rank[a[1]] - rank[b[1]]);
    const shown = all.slice(0, 8).map(([effect, verdict]) => make('span', { class: `chip ${verdict}` }, effect));
    if (all.length > 8) shown.push(make('span', { class: 'chip' }, `and ${all.length - 8} more`));
    return make('div', { class: 'chips' }, shown);
  }

  /** A path that may be broken after each slash. */
  function breakable(path) {
    return path.split(/(?<=\/)/u).flatMap((part) => [part, make('wbr')]);
  }

  const rows = new Map();
  function row(index) {
    if (!rows.has(index)) {
      const p = packages[index];
      rows.set(index, make('tr', {},
        make('td', {}, make('span', { class: `badge ${p.kind}` }, p.kind)),
        make('td', {}, make('button', { type: 'button', onclick: () => select(index, true) }, label(index)), make('div', { class: 'quiet' }, breakable(p.path))),
        make('td', {}, chips(p))));
    }
    return rows.get(index);
  }

  function drawList() {
    const found = order.filter(matches);
    byId('rows').replaceChildren(...found.map(row));
    byId('count').textContent = `${found.length} of ${packages.length} packages`;
    for (const [index, node] of rows) {
      node.classList.toggle('selected', index === state.selected);
      if (index === state.selected) node.setAttribute('aria-current', 'true');
      else node.removeAttribute('aria-current');
    }
    return found;
  }

  // --- the details

  function step(id, last) {
    const [file, line, column, text, source] = steps[id];
    return make('li', { class: last ? 'last' : null }, make('code', {}, line > 0 ? `${file}:${line}:${column}` : file), ` ${text}`,
      source ? make('pre', {}, source) : null);
  }

  function finding(f) {
    return make('article', {},
      make('h3', {}, make('span', { class: `badge ${f.verdict}` }, f.verdict), make('code', {}, f.effect ? f.effect + (f.argument ? `:${f.argument}` : '') : f.rule)),
      make('p', {}, f.message, ' ', make('code', { class: 'quiet' }, f.rule)),
      make('ol', {}, f.path.map((id, i) => step(id, i + 1 === f.path.length))),
      f.more > 0 ? make('p', { class: 'quiet' }, `and at ${f.more} other place${f.more === 1 ? '' : 's'} of this package`) : null,
      f.fix ? make('p', { class: 'fix' }, f.fix) : null,
      f.launch ? make('p', { class: 'quiet' }, `or start Node with ${f.launch}`) : null);
  }

  function neighbours(list) {
    return list.length === 0 ? 'nothing' : make('div', { class: 'chips' }, list.map(({ other, count }) =>
      make('button', { type: 'button', class: 'toggle', title: `${count} import${count === 1 ? '' : 's'}`, onclick: () => select(other, true) }, label(other))));
  }

  function drawDetail() {
    const at = state.selected;
    if (at < 0) {
      byId('detail').replaceChildren(make('p', { class: 'quiet' }, 'Choose a package in the list or in the graph.'));
      return;
    }
    const p = packages[at];
    byId('detail').replaceChildren(
      make('h3', {}, make('span', { class: `badge ${p.kind}` }, p.kind), label(at)),
      make('dl', {}, make('dt', {}, 'where'), make('dd', {}, make('code', {}, p.path)),
        make('dt', {}, 'stands as'), make('dd', {}, make('code', {}, p.key)),
        make('dt', {}, 'effects'), make('dd', {}, p.effects.length === 0 ? 'none' : make('div', { class: 'chips' }, p.effects.map(([effect, granted]) =>
          make('span', { class: 'chip' }, granted ? `${effect} (granted)` : effect)))),
        make('dt', {}, 'imported by'), make('dd', {}, neighbours(incoming[at])),
        make('dt', {}, 'imports'), make('dd', {}, neighbours(outgoing[at]))),
      ...p.findings.map(finding));
    byId('detail').scrollTop = 0;
  }

  // --- the graph

  const NODE = { width: 168, height: 24, gapX: 74, gapY: 9, rows: 34 };
  const READABLE = 0.8;
  const view = { x: 0, y: 0, width: 100, height: 100 };
  const svg = byId('graph');
  let drawn = new Map();

  /** Columns by distance from the entry; a long column is broken, and its order follows those that import it. */
  function layOut(shown) {
    const layers = [];
    for (const index of shown) (layers[depth[index]] ??= []).push(index);
    const at = new Map();
    let x = 0;
    const middle = (index) => {
      const ys = incoming[index].map(({ other }) => at.get(other)?.y).filter((y) => y !== undefined);
      return ys.length === 0 ? 0 : ys.reduce((a, b) => a + b, 0) / ys.length;
    };
    for (const layer of layers.filter(Boolean)) {
      layer.sort((a, b) => middle(a) - middle(b) || a - b);
      for (let from = 0; from < layer.length; from += NODE.rows) {
        const column = layer.slice(from, from + NODE.rows);
        const top = -column.length * (NODE.height + NODE.gapY) / 2;
        column.forEach((index, i) => at.set(index, { x, y: top + i * (NODE.height + NODE.gapY) }));
        x += NODE.width + (from + NODE.rows < layer.length ? 18 : NODE.gapX);
      }
    }
    return at;
  }

  function curve(a, b) {
    const x1 = a.x + NODE.width, y1 = a.y + NODE.height / 2, x2 = b.x, y2 = b.y + NODE.height / 2;
    const bend = Math.max(30, Math.abs(x2 - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }

  function graphNode(index, place) {
    const p = packages[index];
    const name = label(index);
    return make('g', { class: `node ${p.kind}`, transform: `translate(${place.x} ${place.y})`, onclick: () => select(index, false) },
      make('title', {}, `${name}: ${p.kind}\n${p.path}`),
      make('rect', { width: NODE.width, height: NODE.height, rx: 5 }),
      make('text', { x: 8, y: 16 }, `${MARK[p.kind]} ${name.length > 20 ? `${name.slice(0, 19)}…` : name}`));
  }

  function drawGraph(found) {
    const wanted = isFiltered() ? found : state.all ? [...packages.keys()] : found.filter((i) => packages[i].kind === 'fail' || packages[i].kind === 'unknown');
    const shown = [...new Set((wanted.length > 0 ? wanted : found).flatMap(wayTo))].sort((a, b) => a - b);
    const at = layOut(shown);
    const edges = make('g', {});
    const nodes = make('g', {});
    drawn = new Map();
    for (const [from, to] of links) {
      if (!at.has(from) || !at.has(to)) continue;
      const path = make('path', { class: 'edge', d: curve(at.get(from), at.get(to)) });
      drawn.set(`${from}>${to}`, path);
      edges.append(path);
    }
    for (const [index, place] of at) {
      const node = graphNode(index, place);
      drawn.set(index, node);
      nodes.append(node);
    }
    svg.replaceChildren(edges, nodes);
    byId('graph-count').textContent = `${at.size} of ${packages.length} packages, ${edges.childElementCount} imports between them`;
    places = at;
    fit();
    mark();
  }

  let places = new Map();
  /** Marks the selected package, its neighbours, and the way to it. */
  function mark() {
    const at = state.selected;
    const way = at < 0 ? [] : wayTo(at);
    const near = new Set([...way, ...(at < 0 ? [] : [...incoming[at], ...outgoing[at]].map(({ other }) => other))]);
    svg.classList.toggle('picked', at >= 0 && drawn.has(at));
    for (const [key, node] of drawn) {
      if (typeof key === 'number') {
        node.classList.toggle('selected', key === at);
        node.classList.toggle('near', near.has(key));
        continue;
      }
      const [from, to] = key.split('>').map(Number);
      node.classList.toggle('way', way.includes(to) && way[way.indexOf(to) - 1] === from);
      node.classList.toggle('near', from === at || to === at);
    }
  }

  function show() {
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.width} ${view.height}`);
  }

  /** The smallest box around the drawing. */
  function bounds() {
    const all = [...places.values()];
    const x = Math.min(...all.map((p) => p.x)) - 16, y = Math.min(...all.map((p) => p.y)) - 16;
    return { x, y, width: Math.max(...all.map((p) => p.x)) + NODE.width + 16 - x, height: Math.max(...all.map((p) => p.y)) + NODE.height + 16 - y };
  }

  /** A small graph is not blown up, and a large one not shrunk until nobody can read it: it shows the chosen package. */
  function fit() {
    const box = svg.getBoundingClientRect();
    const whole = bounds();
    const scale = Math.min(box.width / whole.width, box.height / whole.height);
    Object.assign(view, whole);
    zoomTo(Math.min(1.15, Math.max(READABLE, scale)));
    if (scale < READABLE) {
      const place = places.get(state.selected) ?? places.get(order[0]) ?? { x: whole.x, y: whole.y };
      view.x = inside(place.x - view.width / 2, whole.x, whole.width, view.width);
      view.y = inside(place.y - view.height / 2, whole.y, whole.height, view.height);
    }
    show();
  }

  /** Where a window of `part` starts that wants to start at `wanted` and shows nothing beyond the whole, if it can. */
  function inside(wanted, start, whole, part) {
    return part >= whole ? start + (whole - part) / 2 : Math.min(Math.max(wanted, start), start + whole - part);
  }

  /** Shows `scale` pixels a unit, around the middle. */
  function zoomTo(scale) {
    const box = svg.getBoundingClientRect();
    const width = box.width / scale, height = box.height / scale;
    view.x += (view.width - width) / 2;
    view.y += (view.height - height) / 2;
    Object.assign(view, { width, height });
  }

  function zoom(factor, fx = 0.5, fy = 0.5) {
    const width = Math.min(40000, Math.max(120, view.width * factor));
    const real = width / view.width;
    view.x += view.width * (1 - real) * fx;
    view.y += view.height * (1 - real) * fy;
    view.width *= real;
    view.height *= real;
    show();
  }

  function seeAll() {
    Object.assign(view, bounds());
    show();
  }

  function move(dx, dy) {
    view.x += dx * view.width;
    view.y += dy * view.height;
    show();
  }

  /** Brings the package into view without changing the zoom. */
  function reveal(index) {
    const place = places.get(index);
    if (!place) return;
    if (place.x < view.x || place.x + NODE.width > view.x + view.width) view.x = place.x + NODE.width / 2 - view.width / 2;
    if (place.y < view.y || place.y + NODE.height > view.y + view.height) view.y = place.y + NODE.height / 2 - view.height / 2;
    show();
  }

  function listenToGraph() {
    let from = null;
    svg.addEventListener('wheel', (event) => {
      const box = svg.getBoundingClientRect();
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    }, { passive: false });
    svg.addEventListener('pointerdown', (event) => { from = { x: event.clientX, y: event.clientY }; });
    svg.addEventListener('pointermove', (event) => {
      const box = svg.getBoundingClientRect();
      if (from === null || event.buttons === 0) { from = null; return; }
      const scale = Math.max(view.width / box.width, view.height / box.height);
      if (Math.abs(event.clientX - from.x) + Math.abs(event.clientY - from.y) < 3) return;
      svg.classList.add('dragged');
      view.x -= (event.clientX - from.x) * scale;
      view.y -= (event.clientY - from.y) * scale;
      from = { x: event.clientX, y: event.clientY };
      show();
    });
    window.addEventListener('pointerup', () => { from = null; svg.classList.remove('dragged'); });
    svg.addEventListener('keydown', (event) => {
      const keys = { ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
        '+': () => zoom(1 / 1.25), '=': () => zoom(1 / 1.25), '-': () => zoom(1.25), 0: seeAll };
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    byId('zoom-in').addEventListener('click', () => zoom(1 / 1.25));
    byId('zoom-out').addEventListener('click', () => zoom(1.25));
    byId('zoom-all').addEventListener('click', seeAll);
  }

  // --- putting it together

  function select(index, moveGraph) {
    state.selected = index;
    history.replaceState(null, '', `#${encodeURIComponent(packages[index].path)}`);
    drawList();
    drawDetail();
    if (moveGraph && !drawn.has(index)) drawGraph(order.filter(matches).concat(index));
    mark();
    if (moveGraph) reveal(index);
    rows.get(index)?.scrollIntoView({ block: 'nearest' });
  }

  function update() {
    drawFilters();
    drawGraph(drawList());
    drawDetail();
  }

  function fillNotes(id, notes) {
    byId(id).replaceChildren(...notes.map((note) => make('li', {}, note)));
    byId(`${id}-part`).hidden = notes.length === 0;
  }

  byId('search').addEventListener('input', (event) => { state.text = event.target.value; update(); });
  byId('all').checked = state.all;
  byId('all').addEventListener('change', (event) => { state.all = event.target.checked; update(); });
  fillNotes('assumptions', data.assumptions);
  fillNotes('warnings', data.warnings);
  listenToGraph();
  const asked = packages.findIndex((p) => `#${encodeURIComponent(p.path)}` === location.hash);
  state.selected = asked >= 0 ? asked : order.find((i) => packages[i].findings.length > 0) ?? -1;
  update();
  if (state.selected >= 0) reveal(state.selected);
})();
