// Keeps an open page up to date while its author writes. Only the preview serves this: patch.js, told.js and this,
// as one script at the end of the body, where it runs before the scripts of the theme.

const { token, version: served } = document.currentScript.dataset;
const memory = 'btspress:' + location.pathname;
const page = keep();
let version = Number(served);
let places = placed(page.body, page.places);
let faults = [];
let source = null;
let busy = false;
let due = false;
let loads = 0;

function placed(body, found) {
  const every = body.getElementsByTagName('*');
  return found.map(([number, at]) => ({ element: alive.get(every[number]), at })).filter(({ element }) => element);
}

// ---- a new page ----

// As often as asked for, one after the other; what comes meanwhile is one more time.
async function refresh() {
  due = true;
  if (busy) return;
  busy = true;
  while (due) {
    due = false;
    try {
      const answer = await fetch(location.pathname + location.search, { cache: 'no-store' });
      if (!answer.ok) return reload();
      swap(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      break; // the server is gone; its events will tell when it is back
    }
  }
  busy = false;
}

function swap(next) {
  if (rescripted(next)) return reload();
  const found = bare(next.body);
  const fresh = [];
  const hold = anchored();
  unmark();
  restyle(next);
  rehead(next);
  attributes(page.body, next.body, document.body);
  children(page.body, next.body, document.body, fresh);
  keys.delete(page.body);
  places = placed(page.body, found);
  mark(faults, places);
  const pick = (selector) => fresh.flatMap(({ element }) => [
    ...(element.matches(selector) ? [element] : []), ...element.querySelectorAll(selector),
  ]);
  document.dispatchEvent(new CustomEvent('btspress:swapped', { detail: pick }));
  for (const { element, state } of fresh) if (state) restore(element, state);
  pick(SEEN).forEach((each) => looker.observe(each));
  hold();
  for (const script of scripts(next)) if (!scripts(document).some((each) => each.src === script.src)) run(script);
}

// What is read stays where it is in the window, whatever grows above it: what has the focus, else what is highest.
function anchored() {
  const root = document.documentElement;
  const within = ({ top, bottom, height }) => bottom > 0 && top >= 0 && top < innerHeight && height;
  const rows = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((part) => document.elementFromPoint(innerWidth / 2, part * innerHeight));
  const held = [document.activeElement, ...rows]
    .filter((each) => each && document.body.contains(each) && within(each.getBoundingClientRect()))
    .map((element) => ({ element, top: element.getBoundingClientRect().top }));
  const before = scrollY;
  root.style.overflowAnchor = 'none'; // or the browser does it a second time
  return () => {
    const one = before ? held.find(({ element }) => element.isConnected) : null;
    if (one) scrollBy({ top: one.element.getBoundingClientRect().top - one.top, behavior: 'instant' });
    requestAnimationFrame(() => requestAnimationFrame(() => { root.style.overflowAnchor = ''; }));
  };
}

// ---- head ----

const plain = (address) => new URL(address, location.href).pathname.replace(/\.[0-9a-f]{6,}(?=\.\w+$)/, '');
const scripts = (tree) => [...tree.querySelectorAll('head script[src]')];

// Whether a script that runs here is another one now; one more can simply be run.
function rescripted(next) {
  const now = new Map(scripts(next).map((each) => [plain(each.getAttribute('src')), new URL(each.getAttribute('src'), location.href).href]));
  return scripts(document).some((each) => now.has(plain(each.src)) && now.get(plain(each.src)) !== each.src);
}

function run(script) {
  const made = document.createElement('script');
  made.async = false;
  made.src = script.getAttribute('src');
  document.head.append(made);
}

// The old sheet goes when the new one is there.
function restyle(next) {
  const links = (tree) => [...tree.querySelectorAll('link[rel="stylesheet"]')];
  const old = new Map(links(document).filter((each) => !each.dataset.going).map((each) => [each.href, each]));
  const wanted = links(next).map((each) => [new URL(each.getAttribute('href'), location.href).href, each]);
  const gone = [...old].filter(([href]) => !wanted.some(([address]) => address === href)).map(([, link]) => link);
  gone.forEach((link) => { link.dataset.going = '1'; });
  let last = null;
  const coming = [];
  for (const [href, link] of wanted) {
    const here = old.get(href) ?? document.importNode(link, true);
    if (!old.has(href)) {
      coming.push(new Promise((done) => { here.onload = here.onerror = done; }));
      const first = document.head.querySelector('link[rel="stylesheet"]');
      if (last) last.after(here);
      else document.head.insertBefore(here, first);
    }
    last = here;
  }
  Promise.all(coming).then(() => gone.forEach((link) => link.remove()));
}

// Title and facts about the page; what a script put into the head stays.
function rehead(next) {
  if (document.title !== next.title) document.title = next.title;
  for (const name of ['lang', 'dir']) {
    const value = next.documentElement.getAttribute(name);
    if (value !== null && document.documentElement.getAttribute(name) !== value) document.documentElement.setAttribute(name, value);
  }
}

// ---- a page that must be loaded anew ----

const LINES = 'main :is(p, li, h1, h2, h3, figure)';

function reload() {
  const boxes = [...document.querySelectorAll(LINES)].map((each) => each.getBoundingClientRect());
  const first = scrollY ? boxes.findIndex(({ top, height }) => top >= 0 && height) : -1;
  sessionStorage.setItem(memory, JSON.stringify({ first, top: boxes[first]?.top, ...gather(document.body) }));
  history.scrollRestoration = 'manual';
  location.reload();
}

function recall() {
  const kept = sessionStorage.getItem(memory);
  sessionStorage.removeItem(memory);
  if (!kept) return;
  const state = JSON.parse(kept);
  restore(document.body, state);
  const back = () => {
    const line = document.querySelectorAll(LINES)[state.first];
    if (line) scrollBy({ top: line.getBoundingClientRect().top - state.top, behavior: 'instant' });
  };
  back();
  addEventListener('load', () => { // fonts and pictures have moved it
    back();
    history.scrollRestoration = 'auto';
  }, { once: true });
}

// ---- media ----

// Files that are ready now are loaded in place; an address that was tried before is asked for anew.
function ready(paths) {
  const now = new Set(paths);
  loads += 1;
  const listed = (address) => address && now.has(new URL(address, location.href).pathname);
  const newly = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set('btspress', loads);
    return url.pathname + url.search;
  };
  for (const clip of document.querySelectorAll('video, audio')) {
    const parts = [clip, ...clip.querySelectorAll('source, track')].filter((each) => listed(each.getAttribute('src')));
    const state = running(clip); // another address starts from nothing
    for (const part of parts) part.src = newly(part.getAttribute('src'));
    if (parts.some((each) => each.localName !== 'track')) again(clip, state);
  }
  for (const each of document.querySelectorAll('img, picture > source')) {
    if (listed(each.getAttribute('src'))) each.src = newly(each.src);
    const set = each.getAttribute('srcset');
    if (!set) continue;
    const files = set.split(',').map((file) => file.trim().split(/\s+/));
    if (!files.some(([address]) => listed(address))) continue;
    each.srcset = files.map(([address, ...rest]) => [listed(address) ? newly(address) : address, ...rest].join(' ')).join(', ');
  }
}

// Tells the server what is on screen, so that it is made first.
const SEEN = 'video, audio, img';
const seen = new Set();
let telling = 0;
const looker = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) seen[isIntersecting ? 'add' : 'delete'](target);
  clearTimeout(telling);
  telling = setTimeout(tell, 150);
});

function tell() {
  const addresses = [...seen].filter((each) => each.isConnected).flatMap((each) => [
    each.currentSrc, each.getAttribute('src'),
    ...[...each.querySelectorAll('source')].map((inner) => inner.getAttribute('src')),
  ]);
  const urls = [...new Set(addresses.filter(Boolean).map((address) => new URL(address, location.href).pathname))];
  if (document.hidden) return;
  fetch('/.btspress/seen', { method: 'POST', body: JSON.stringify({ token, urls }), headers: { 'content-type': 'application/json' } })
    .catch(() => {});
}

// ---- news ----

function built(news) {
  const here = decodeURI(location.pathname);
  const missed = news.changed === null && news.version !== version;
  const mine = news.changed?.some((path) => path === here || /\.(css|js)$/.test(path));
  version = news.version ?? version;
  if (news.problems) {
    faults = news.problems;
    mark(faults, places);
    problems(faults);
  }
  if (missed || mine) refresh();
}

const KINDS = { build: built, first: built, media: (news) => ready(news.ready), progress };

function hear(event) {
  const news = JSON.parse(event.data);
  KINDS[news.kind]?.(news);
}

// A server that was started again knows other tokens: the page as it serves it has the right one.
async function lost() {
  if (source?.readyState !== EventSource.CLOSED || document.hidden) return;
  const answer = await fetch(location.href, { cache: 'no-store' }).catch(() => null);
  if (answer?.ok) reload();
  else setTimeout(lost, 2000);
}

function listen() {
  source?.close();
  source = null;
  // A browser opens six connections to one server; hidden tabs must not hold them.
  if (document.hidden) return;
  source = new EventSource('/.btspress/events?token=' + encodeURIComponent(token));
  source.addEventListener('message', hear);
  source.addEventListener('error', lost);
}

document.addEventListener('visibilitychange', listen);
addEventListener('pagehide', () => source?.close());
addEventListener('pageshow', ({ persisted }) => { if (persisted) listen(); });
addEventListener('DOMContentLoaded', () => {
  recall();
  document.querySelectorAll(SEEN).forEach((each) => looker.observe(each));
});
listen();
