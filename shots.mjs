import { chromium } from 'playwright-core';
const base = process.argv[2]; const places = process.argv.slice(3);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
for (const [name,w,h,s] of [['wide',1280,800,'light'],['phone',390,844,'dark']]) {
  const c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: s });
  const p = await c.newPage(); p.on('console', m => m.type()==='error' && console.log('console', m.text())); p.on('pageerror', e => console.log('pageerror', e.message));
  for (const pl of places) { await p.goto(`${base}/console#/${pl}`); await p.waitForTimeout(700); await p.screenshot({ path: `/tmp/shot-${pl.replaceAll('/','-')}-${name}.png` }); }
}
await b.close();
