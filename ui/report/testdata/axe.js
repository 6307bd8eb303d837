// axe.js PAGE...: opens each page in Chromium as on a telephone, on a desk and on paper,
// in the light and in the dark, and prints as JSON what axe finds and what does not fit.
const { chromium } = require('playwright-core');
const axe = require('axe-core');
const { pathToFileURL } = require('url');

const looks = [
  { name: '420 px', width: 420, height: 900, media: 'screen', colorScheme: 'light' },
  { name: '420 px, dark', width: 420, height: 900, media: 'screen', colorScheme: 'dark' },
  { name: '1100 px', width: 1100, height: 900, media: 'screen', colorScheme: 'light' },
  { name: '1100 px, dark', width: 1100, height: 900, media: 'screen', colorScheme: 'dark' },
  { name: 'A4', width: 794, height: 1123, media: 'print', colorScheme: 'light' }, // 210 by 297 mm at 96 dots an inch
];

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const seen = [];
  for (const file of process.argv.slice(2)) {
    for (const look of looks) {
      const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, bypassCSP: true }); // for axe alone
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (m) => { if (m.type() === 'error') complaints.push(m.text()); });
      page.on('request', (r) => { if (!r.url().startsWith('file:')) complaints.push('it asks for ' + r.url()); });
      await page.emulateMedia({ media: look.media, colorScheme: look.colorScheme });
      await page.goto(pathToFileURL(file).href);
      await page.evaluate(axe.source);
      const found = await page.evaluate(() => window.axe.run(document));
      for (const v of found.violations) complaints.push(v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | '));
      const wide = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && box.right > document.documentElement.clientWidth + 1;
      }).slice(0, 3).map((e) => e.outerHTML.slice(0, 160)));
      for (const html of wide) complaints.push('it is wider than the page: ' + html);
      const broken = await page.evaluate(() => [...document.querySelectorAll('th')].filter((e) => {
        const range = document.createRange();
        return [...e.childNodes].filter((n) => n.nodeType === 3).some((n) => n.data.split(/\s+/).some((word) => {
          const at = n.data.indexOf(word);
          if (!word || word.length > 20) return false;
          range.setStart(n, at); range.setEnd(n, at + word.length);
          return range.getClientRects().length > 1;
        }));
      }).slice(0, 3).map((e) => e.textContent));
      for (const text of broken) complaints.push('a word is broken: ' + text);
      let pages = 0;
      if (look.media === 'print') pages = ((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g) || []).length;
      seen.push({ file, look: look.name, rules: found.passes.length, pages, complaints });
      await context.close();
    }
  }
  await browser.close();
  console.log(JSON.stringify(seen));
})().catch((e) => { console.error(String(e)); process.exit(1); });
