// What the preview itself says over the page: problems, where they come from, and what is still being made.
// All of it stands outside the body, or in shadow trees, so that neither page nor preview styles the other.

function made(name, text = '', kind = '') {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind) element.className = kind;
  return element;
}

function styled(host, css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  return root;
}

const PANEL = `
  section { position: fixed; inset: auto 0 0 0; max-height: 60vh; overflow: auto; z-index: 2147483647; box-sizing: border-box;
    background: #1c1c1f; color: #f5f5f5; padding: 1rem 1.5rem; border-top: 4px solid #ff6b57; font: 14px/1.5 ui-monospace, monospace; text-align: left; }
  header { display: flex; justify-content: space-between; gap: 1rem; align-items: center; position: sticky; top: -1rem; background: inherit; padding-block: 0.5rem; }
  h2 { font: 700 15px/1.5 system-ui, sans-serif; margin: 0; }
  ol { margin: 0; padding: 0; list-style: none; }
  pre { margin: 0 0 0.25rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
  li + li { border-top: 1px solid #55555c; margin-top: 0.75rem; padding-top: 0.75rem; }
  button, a { font: 14px/1.5 system-ui, sans-serif; color: inherit; background: #35353b; border: 1px solid #8a8a92; border-radius: 3px;
    padding: 0.2rem 0.75rem; cursor: pointer; display: inline-block; text-decoration: none; }
  a[hidden] { display: none; }
  .region { border-color: #ffd166; }
  :focus-visible { outline: 3px solid #ffd166; outline-offset: 2px; }
  @media print { section { display: none; } }`;
const NOTES = `
  button { position: fixed; inset: auto 0.75rem 0.75rem auto; z-index: 2147483646; background: #1c1c1f; color: #f5f5f5; padding: 0.35rem 0.7rem;
    border: 1px solid #ffd166; border-radius: 4px; font: 13px/1.4 system-ui, sans-serif; cursor: pointer; }
  :focus-visible { outline: 3px solid #ffd166; outline-offset: 2px; }
  @media print { button { display: none; } }`;
const MARK = `
  p { margin: 0; padding: 0.4rem 0.75rem; background: #7a1408; color: #fff; font: 14px/1.45 system-ui, sans-serif; text-align: left; overflow-wrap: anywhere; }
  b { font-weight: 700; } code { font: 13px/1.45 ui-monospace, monospace; }
  @media print { p { display: none; } }`;
const BAR = `
  div { position: fixed; inset: auto auto 0.75rem 0.75rem; z-index: 2147483646; background: #1c1c1f; color: #f5f5f5; padding: 0.35rem 0.7rem; border-radius: 4px;
    border: 1px solid #55555c; font: 13px/1.4 system-ui, sans-serif; display: flex; gap: 0.6rem; align-items: center; max-width: min(34rem, 90vw); pointer-events: none; }
  progress { inline-size: 6rem; accent-color: #ffd166; }
  span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .aloud { position: absolute; inline-size: 1px; block-size: 1px; clip-path: inset(50%); }
  @media print { div { display: none; } }`;
const ROUND = '[data-btspress-fault] { outline: 3px solid #d2341f !important; outline-offset: 3px; }';

const around = new CSSStyleSheet();
around.replaceSync(ROUND);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, around];

// ---- problems ----

let panel = null;
let told = '';
let links = [];
let marks = [];
let noted = [];
let button = null;
const AWAITED = 'btspress:awaited';

function dismiss() {
  panel?.remove();
  panel = null;
  if (noted.length) badge();
}

const counted = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

// Errors in a panel over the page, closed by its button or Escape, and then shown again only for others. Notes and
// warnings wait behind a button: most of them are questions, and a writer asks for them when there is time.
function problems(faults) {
  const now = JSON.stringify(faults);
  if (now === told) return;
  told = now;
  const here = decodeURI(location.pathname);
  const errors = faults.filter(({ weight }) => weight === 'error');
  noted = faults.filter(({ weight }) => weight !== 'error').sort((one, other) => (other.page === here) - (one.page === here));
  links = [];
  button?.remove();
  button = null;
  if (errors.length) shown('alert', 'Problems found by btspress', counted(errors.length, 'problem'), errors);
  else dismiss();
}

function shown(role, name, title, listed) {
  panel?.remove();
  links = [];
  panel = made('btspress-problems');
  const section = styled(panel, PANEL).appendChild(made('section', '', role));
  section.setAttribute('role', role);
  section.setAttribute('aria-label', name);
  const head = section.appendChild(made('header'));
  head.append(made('h2', title));
  const close = head.appendChild(made('button', 'Close (Esc)'));
  close.type = 'button';
  close.addEventListener('click', dismiss);
  const list = section.appendChild(made('ol'));
  for (const fault of listed) {
    const item = list.appendChild(made('li'));
    item.append(made('pre', fault.text));
    const link = item.appendChild(made('a'));
    link.addEventListener('click', (event) => follow(event, fault));
    links.push({ fault, link });
  }
  point();
  document.documentElement.append(panel);
  return close;
}

// What waits, as a button in the corner.
function badge() {
  button?.remove();
  const host = made('btspress-notes');
  const [notes, warnings] = ['note', 'warning'].map((kind) => noted.filter(({ weight }) => weight === kind).length);
  const words = [warnings && counted(warnings, 'warning'), notes && counted(notes, 'note')].filter(Boolean).join(', ');
  const open = styled(host, NOTES).appendChild(made('button', words));
  open.type = 'button';
  open.addEventListener('click', () => {
    button.remove();
    shown('region', 'Notes by btspress', words, noted).focus();
  });
  document.documentElement.append(host);
  button = host;
}

const marked = (fault) => marks.find((each) => each.fault.text === fault.text);
const where = (fault) => marked(fault)?.host ?? (fault.file ? origin(places, fault) : null);

function follow(event, fault) {
  const target = where(fault);
  if (!target) return sessionStorage.setItem(AWAITED, fault.text); // the link leads to its page, which shows it
  event.preventDefault();
  show(target);
}

function show(target) {
  target.scrollIntoView({ block: 'center' });
  if (target.localName === 'btspress-fault') target.focus({ preventScroll: true });
  else target.animate([{ outline: '3px solid #d2341f' }, { outline: '3px solid transparent' }], { duration: 4000 });
}

// Each problem leads to its place on this page, or to the page that its file tells; what tells no page leads nowhere.
function point() {
  for (const { fault, link } of links) {
    const here = where(fault);
    link.hidden = !here && (!fault.page || fault.page === decodeURI(location.pathname));
    link.textContent = here ? 'Show on the page' : 'Go to its page';
    link.href = here ? '#' : encodeURI(fault.page);
  }
  const awaited = sessionStorage.getItem(AWAITED);
  const found = awaited && faults.find(({ text }) => text === awaited);
  const target = found && where(found);
  if (!target) return;
  sessionStorage.removeItem(AWAITED);
  show(target);
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && panel && !event.defaultPrevented && !document.querySelector('dialog[open]')) dismiss();
});

// The element that comes from a line: the one that begins last at or before it.
function origin(places, { file, line }) {
  let best = null;
  for (const { element, at } of places) {
    const cut = at.lastIndexOf(':');
    const begins = Number(at.slice(cut + 1));
    if (at.slice(0, cut) === file && begins <= line && begins >= (best?.begins ?? 0)) best = { element, begins };
  }
  return best?.element;
}

function unmark() {
  for (const { host, element } of marks) {
    host.remove();
    delete element.dataset.btspressFault;
  }
  marks = [];
}

// Each problem, with its words, before the part of the page that its line became.
function mark(faults, places) {
  unmark();
  for (const fault of faults.filter(({ weight }) => weight === 'error')) {
    const element = fault.file ? origin(places, fault) : null;
    if (!element?.isConnected) continue;
    const host = made('btspress-fault');
    host.tabIndex = -1;
    host.style.display = 'block';
    host.setAttribute('role', 'note');
    const words = styled(host, MARK).appendChild(made('p'));
    words.append(made('b', `Problem: ${fault.message}`), ' ', made('code', `${fault.file}:${fault.line}:${fault.col} ${fault.code}`));
    if (fault.hint) words.append(made('br'), `What to do: ${fault.hint}`);
    element.before(host);
    element.dataset.btspressFault = fault.code;
    marks.push({ fault, element, host });
  }
  point();
}

// ---- what is still being made ----

let bar = null;
let spoken = 0;

const left = (seconds) => (seconds >= 90 ? `${Math.round(seconds / 60)} min left` : `${Math.max(1, Math.round(seconds))} s left`);

function progress({ done, all, now, eta }) {
  if (done >= all) {
    bar?.host.remove();
    bar = null;
    return;
  }
  if (!bar) {
    const host = made('btspress-progress');
    const box = styled(host, BAR).appendChild(made('div'));
    const [meter, words, aloud] = [made('progress'), made('span'), made('span', '', 'aloud')];
    meter.setAttribute('aria-label', 'Media being made');
    words.setAttribute('aria-hidden', 'true');
    aloud.setAttribute('role', 'status');
    aloud.setAttribute('aria-live', 'polite');
    box.append(meter, words, aloud);
    document.documentElement.append(host);
    bar = { host, meter, words, aloud };
    spoken = 0;
  }
  bar.meter.max = all;
  bar.meter.value = done;
  const parts = [`${done} of ${all}`, now, Number.isFinite(eta) ? left(eta) : ''];
  bar.words.textContent = parts.filter(Boolean).join(' · ');
  // A change a second would never let anybody listen to anything else.
  if (performance.now() - spoken < 10_000 && spoken) return;
  spoken = performance.now();
  bar.aloud.textContent = `Media: ${done} of ${all} made`;
}
