// Makes the open page the page that was just built, and touches nothing that is the same in both.
//
// Three trees: what was served before ("kept"), what is served now ("next"), and the page as it lives, with all that
// scripts and readers did to it. Only what differs between the first two is done to the third: a clip that plays,
// an open list, a moved divider, a button that a script put there are never looked at.
//
// A script of a theme takes part with two lines:
//   document.addEventListener('btspress:swapped', ({ detail }) => detail('.mine').forEach(start));
// hands it the new elements that match; and `element.dataset.held = 'p, .words'` says that it holds on to what is
// inside `element`, but for what matches: when anything else in there changes, the element is made anew as a whole.

const inert = document.implementation.createHTMLDocument('');
const alive = new WeakMap(); // from a node of the kept tree to the node that lives
const keys = new WeakMap();

// What a node would print as; two that print the same are the same.
function key(node) {
  if (!keys.has(node)) keys.set(node, node.outerHTML ?? `${node.nodeType}:${node.nodeValue}`);
  return keys.get(node);
}

function tie(kept, live) {
  alive.set(kept, live);
  for (let n = 0; n < kept.childNodes.length; n += 1) tie(kept.childNodes[n], live.childNodes[n]);
}

// Takes our own script out of a page, and where its parts come from: neither is a difference.
function bare(body) {
  const places = [];
  for (const script of body.querySelectorAll('script[src^="/.btspress/"]')) script.remove();
  [...body.getElementsByTagName('*')].forEach((element, number) => {
    const at = element.getAttribute('data-at');
    if (!at?.includes(':')) return; // a link into a clip has its seconds there
    places.push([number, at]);
    element.removeAttribute('data-at');
  });
  return places;
}

// The page as it was served; to be called before any other script changes it.
function keep() {
  const kept = inert.importNode(document.body, true);
  tie(kept, document.body);
  for (const element of document.body.querySelectorAll('[data-at*=":"]')) element.removeAttribute('data-at');
  return { body: kept, places: bare(kept) };
}

// ---- which child is which ----

// Pairs [old, new] in order, either may be missing: the same first, then those between that can become one another.
function paired(olds, news) {
  let head = 0;
  let tail = 0;
  const least = Math.min(olds.length, news.length);
  while (head < least && key(olds[head]) === key(news[head])) head += 1;
  while (tail < least - head && key(olds.at(-1 - tail)) === key(news.at(-1 - tail))) tail += 1;
  const pairs = olds.slice(0, head).map((old, n) => [old, news[n]]);
  const [was, now] = [olds.slice(head, olds.length - tail), news.slice(head, news.length - tail)];
  let [a, b] = [0, 0];
  for (const [i, j] of [...common(was, now), [was.length, now.length]]) {
    pairs.push(...similar(was.slice(a, i), now.slice(b, j)));
    if (i < was.length) pairs.push([was[i], now[j]]);
    [a, b] = [i + 1, j + 1];
  }
  for (let n = tail; n > 0; n -= 1) pairs.push([olds.at(-n), news.at(-n)]);
  return pairs;
}

// Longest run of equal nodes in order, as pairs of places; blanks alone prove nothing.
function common(was, now) {
  if (was.length * now.length > 4e6 || !was.length || !now.length) return [];
  const width = now.length + 1;
  const table = new Uint16Array((was.length + 1) * width);
  const same = (i, j) => was[i].nodeType === 1 && key(was[i]) === key(now[j]);
  for (let i = was.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = same(i, j) ? table[(i + 1) * width + j + 1] + 1
        : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    }
  }
  const found = [];
  for (let i = 0, j = 0; i < was.length && j < now.length;) {
    if (same(i, j)) found.push([i++, j++]);
    else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return found;
}

function similar(was, now) {
  const ids = (nodes) => new Set(nodes.map((node) => node.id).filter(Boolean));
  const [before, after] = [ids(was), ids(now)];
  const become = (old, next) => old.nodeName === next.nodeName
    && (old.id === next.id || !(after.has(old.id) || before.has(next.id)));
  const pairs = [];
  let from = 0;
  for (const next of now) {
    let at = from;
    while (at < was.length && !become(was[at], next)) at += 1;
    if (at === was.length) { pairs.push([null, next]); continue; }
    pairs.push(...was.slice(from, at).map((old) => [old, null]), [was[at], next]);
    from = at + 1;
  }
  return [...pairs, ...was.slice(from).map((old) => [old, null])];
}

// ---- making one the other ----

// Into `fresh` goes what is new on the page: { element }, and the state that it is to take over, if any.
function patch(kept, next, fresh) {
  if (key(kept) === key(next)) return;
  const live = alive.get(kept);
  keys.delete(kept);
  if (kept.nodeType !== 1) return retell(kept, next, live);
  if (live.dataset?.held !== undefined && beyond(kept, next, live.dataset.held)) return anew(kept, next, live, fresh);
  if (kept.localName === 'template') return refill(kept, next, live);
  const [before, state] = [sources(kept), live instanceof HTMLMediaElement ? running(live) : null];
  attributes(kept, next, live);
  children(kept, next, live, fresh);
  if (state && sources(kept) !== before) again(live, state);
}

// Only the characters that differ, so that a selection around them stays.
function retell(kept, next, live) {
  const [old, text] = [kept.data, next.data];
  const most = Math.min(old.length, text.length);
  let head = 0;
  let tail = 0;
  while (head < most && old[head] === text[head]) head += 1;
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  if (live.data === old) live.replaceData(head, old.length - head - tail, text.slice(head, text.length - tail));
  kept.data = text;
}

function refill(kept, next, live) {
  attributes(kept, next, live);
  live.innerHTML = kept.innerHTML = next.innerHTML;
}

function attributes(kept, next, live) {
  for (const name of new Set([...kept.getAttributeNames(), ...next.getAttributeNames()])) {
    const [old, value] = [kept.getAttribute(name), next.getAttribute(name)];
    if (old === value) continue;
    // Scripts have classes of their own there.
    const [gone, come] = name === 'class' ? [[...kept.classList], [...next.classList]] : [];
    for (const each of [kept, live]) {
      if (gone) {
        each.classList.remove(...gone);
        each.classList.add(...come);
      } else if (value === null) each.removeAttribute(name);
      else each.setAttribute(name, value);
    }
  }
}

function children(kept, next, live, fresh) {
  let last = null; // the child that was put or kept last, and its like in the kept tree
  let mark = null;
  for (const [old, now] of paired([...kept.childNodes], [...next.childNodes])) {
    if (old && now) patch(old, now, fresh);
    else if (old) {
      alive.get(old).remove();
      old.remove();
      continue;
    }
    const here = old ? now.parentNode === kept ? now : old : now;
    if (!old) {
      const made = document.importNode(now, true);
      kept.insertBefore(now, mark ? mark.nextSibling : kept.firstChild);
      live.insertBefore(made, last ? last.nextSibling : live.firstChild);
      tie(now, made);
      if (made.nodeType === 1) fresh.push({ element: made });
    }
    mark = here;
    if (alive.get(here).parentNode === live) last = alive.get(here);
  }
}

// Whether more differs than what the script that holds the element leaves alone.
function beyond(kept, next, free) {
  const rest = (node) => {
    const copy = inert.importNode(node, true);
    if (free) for (const each of copy.querySelectorAll(free)) each.remove();
    return copy.outerHTML.replace(/\s+/g, ' ');
  };
  return rest(kept) !== rest(next);
}

function anew(kept, next, live, fresh) {
  const made = document.importNode(next, true);
  const state = gather(live);
  live.replaceWith(made);
  kept.replaceWith(next);
  tie(next, made);
  fresh.push({ element: made, state });
}

function sources(media) {
  if (media.localName !== 'video' && media.localName !== 'audio') return '';
  return [media, ...media.querySelectorAll('source')].map((each) => each.getAttribute('src')).join();
}

// ---- what a reader did ----

const CONTROLS = 'select, input, textarea';

const changed = (control) => control.localName === 'select'
  ? [...control.options].some((option) => option.selected !== option.defaultSelected)
  : control.value !== control.defaultValue || control.checked !== control.defaultChecked;

// All within `root` that a reader may have changed, by kind and place.
function gather(root) {
  const all = (selector) => [...root.querySelectorAll(selector)];
  const focused = document.activeElement;
  return {
    clips: all('video, audio').map(running),
    open: all('details').map((each) => each.open),
    values: all(CONTROLS).map((each) => (changed(each) ? [each.value, each.checked] : null)),
    focus: root.contains(focused) && focused !== document.body ? all('*').filter((each) => each.localName === focused.localName).indexOf(focused) : -1,
    focused: focused?.localName ?? '',
  };
}

// Does it again; what comes first decides what the rest means, so choices go before values.
function restore(root, { clips, open, values, focus, focused }) {
  const all = (selector) => [...root.querySelectorAll(selector)];
  all('details').forEach((each, n) => { if (open[n]) each.open = true; });
  const controls = all(CONTROLS).map((each, n) => [each, values[n]]).filter(([, value]) => value);
  for (const [each, [value, checked]] of controls.sort(([one], [other]) => (other.localName === 'select') - (one.localName === 'select'))) {
    each.value = value;
    if (each.checked !== checked) each.checked = checked;
    each.dispatchEvent(new Event(each.localName === 'select' ? 'change' : 'input', { bubbles: true }));
  }
  all('video, audio').forEach((clip, n) => { if (clips[n]) resume(clip, clips[n]); });
  if (focus >= 0) all(focused)[focus]?.focus({ preventScroll: true });
}

function resume(clip, [time, paused, rate, muted]) {
  const go = () => {
    if (time && clip.currentTime !== time) clip.currentTime = time;
    clip.playbackRate = rate;
  };
  clip.muted = muted;
  if (!clip.readyState && (time || !paused)) {
    clip.addEventListener('loadedmetadata', go, { once: true });
    clip.preload = 'auto';
    if (clip.networkState !== HTMLMediaElement.NETWORK_LOADING) clip.load();
  }
  go(); // before anything is there it says where to begin, so that the first frame is never shown
  if (!paused) clip.play().catch(() => {});
}

const running = (clip) => [clip.currentTime, clip.paused || clip.ended, clip.playbackRate, clip.muted];

// Loads a clip again, and goes on where it was before its file was another.
function again(clip, state) {
  clip.load();
  resume(clip, state);
}
