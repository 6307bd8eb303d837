// login.js ADDRESS HAR [LOGOUT]: opens an address in Chromium, logs in where it is asked
// to, waits until the page of the address is there, and keeps the recording. With
// LOGOUT, an address, somebody mistypes the password first, logs out there, and logs in again.
const { chromium } = require('playwright-core');

(async () => {
  const [address, har, logout] = process.argv.slice(2);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP *.test 127.0.0.1'],
  });
  const context = await browser.newContext({ ignoreHTTPSErrors: true, recordHar: { path: har, mode: 'full', content: 'embed' } });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const submit = async (password) => {
    await page.fill('input[name=username]', 'ana');
    await page.fill('input[name=password]', password);
    await page.press('input[name=password]', 'Enter');
  };
  await page.goto(address);
  if (logout) {
    await submit('mistyped');
    await page.waitForSelector('text=/incorrect/i');
  }
  await submit('correct horse');
  await page.waitForSelector('text=you are in');
  if (logout) {
    await page.goto(logout);
    await page.waitForSelector('text=/logged out|logout/i');
    await page.goto(address);
    await submit('correct horse');
    await page.waitForSelector('text=you are in');
  }
  await context.close();
  await browser.close();
})().catch((e) => { console.error(String(e)); process.exit(1); });
