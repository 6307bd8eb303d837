// login.js ADDRESS HAR: opens an address in Chromium, logs in where it is asked
// to, waits until the page of the address is there, and keeps the recording.
const { chromium } = require('playwright-core');

(async () => {
  const [address, har] = process.argv.slice(2);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP *.test 127.0.0.1'],
  });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, recordHar: { path: har, mode: 'full', content: 'embed' } });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  await page.goto(address);
  await page.fill('input[name=username]', 'ana');
  await page.fill('input[name=password]', 'correct horse');
  await page.press('input[name=password]', 'Enter');
  await page.waitForSelector('text=you are in');
  await context.close();
  await browser.close();
})().catch((e) => { console.error(String(e)); process.exit(1); });
