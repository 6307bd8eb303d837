// browse.js: plays the scenes that it reads as JSON, each in a window of its own of one
// Chromium, and prints what is seen at the end of each.
//
// A scene is {har, steps}: a step is [goto, ADDRESS], [click, SELECTOR], [select, SELECTOR,
// VALUE], [wait, TEXT] or [run, SCRIPT]. What is printed is {url, text, frames, ran, failed}.
const fs = require('fs');
const { chromium } = require('playwright-core');

const scenes = JSON.parse(fs.readFileSync(0, 'utf8'));

const steps = {
  goto: (page, address) => page.goto(address),
  click: (page, selector) => page.click(selector),
  select: (page, selector, value) => page.selectOption(selector, value),
  wait: (page, text) => page.waitForFunction((t) => document.body && document.body.innerText.includes(t), text),
  run: (page, script) => page.evaluate(script),
};

async function play(browser, scene) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...(scene.har && { recordHar: { path: scene.har, mode: 'full', content: 'embed' } }) });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  const seen = { url: '', text: '', frames: [], ran: '', failed: '' };
  const body = (frame) => frame.evaluate(() => document.body.innerText).catch(() => '');
  try {
    for (const [what, ...args] of scene.steps) seen.ran = String(await steps[what](page, ...args));
  } catch (e) {
    seen.failed = String(e);
  }
  seen.url = page.url();
  seen.text = await body(page);
  for (const frame of page.frames().slice(1)) seen.frames.push({ url: frame.url(), text: await body(frame) });
  await context.close();
  return seen;
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP *.test 127.0.0.1'],
  });
  const seen = await Promise.all(scenes.map((s) => play(browser, s)));
  await browser.close();
  fs.writeSync(1, JSON.stringify(seen));
})().catch((e) => { console.error(String(e)); process.exit(1); });
