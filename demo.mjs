import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
const base = process.argv[2]; const only = process.argv[3];
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const upstream = createServer(async (q, s) => { let b=''; for await (const c of q) b+=c; const body = JSON.parse(b); const words = 'A lighthouse sends its light so far because a Fresnel lens bends the rays of a small lamp into one beam [1]. The height of the tower decides how far the horizon lies, about twenty sea miles for a tall one [2].'.split(/(?<= )/);
 if (!body.stream) { s.writeHead(200,{'content-type':'application/json'}).end(JSON.stringify({id:'c',object:'chat.completion',choices:[{index:0,message:{role:'assistant',content:words.join('')},finish_reason:'stop'}],usage:{prompt_tokens:812,completion_tokens:44,total_tokens:856}})); return; }
 s.writeHead(200,{'content-type':'text/event-stream'}); await sleep(180);
 for (const w of words) { s.write('data: '+JSON.stringify({id:'c',object:'chat.completion.chunk',choices:[{index:0,delta:{content:w},finish_reason:null}]})+'\n\n'); await sleep(18+Math.random()*25); }
 s.write('data: '+JSON.stringify({choices:[{index:0,delta:{},finish_reason:'stop'}],usage:{prompt_tokens:812,completion_tokens:44,total_tokens:856}})+'\n\ndata: [DONE]\n\n'); s.end(); });
await new Promise((r) => upstream.listen(0, '127.0.0.1', r)); const up = `http://127.0.0.1:${upstream.address().port}`;
const call = async (m, p, b) => { const r = await fetch(base+p,{method:m,headers:{'content-type':'application/json','x-api-key':'k'},body:b&&JSON.stringify(b)}); const t = await r.text(); if(!r.ok) console.log(m,p,r.status,t.slice(0,200)); return t; };
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
let c = await b.newContext({ viewport: { width: 1280, height: 800 } }); let p = await c.newPage();
await p.goto(base+'/console#/corpora'); await sleep(600); await p.screenshot({path:'/tmp/pics/empty-corpora.png'});
await p.getByRole('button',{name:/sample/i}).first().click(); await p.waitForURL(/#\/query/); await sleep(3500); await p.screenshot({path:'/tmp/pics/sample-query.png'});
await call('POST','/v2/llms',{type:'openai-compatible',name:'house-model',model:'house-1',uri:up+'/v1/chat/completions',auth:{type:'bearer',token:'sk-secret-12345'}});
await call('POST','/v2/generation_presets',{name:'keeper',llm_name:'house-model',prompt_template:'[\n  {"role": "system", "content": "You are the keeper of a lighthouse. Answer from the results and cite them like [1]."},\n  {"role": "user", "content": "$vectaraQuery\n#foreach ($result in $vectaraQueryResults)\n[$foreach.count] $esc.java($result.getText())\n#end"}\n]'});
await call('POST','/v2/corpora',{key:'handbook',name:'Handbook'});
await call('GET','/v2/llms'); await call('GET','/v2/corpora/none'); await call('GET','/v2/agents');
const q = {query:'Why is the light of a lighthouse seen so far?',search:{corpora:[{corpus_key:'sample-lighthouses',lexical_interpolation:0.1}],limit:10,reranker:{type:'chain',rerankers:[{type:'customer_reranker',reranker_name:'Rerank_Multilingual_v1'},{type:'mmr',diversity_bias:0.3}]}},generation:{generation_preset_name:'keeper'},stream_response:true};
await call('POST','/v2/query',q);
await call('POST','/v2/llms/chat/completions',{model:'house-model',messages:[{role:'user',content:'Hello'}]});
await call('POST','/_emulator/faults',{where:{operation:'queryCorpus'},fault:{type:'rate_limit',retry_after:2}});
await call('POST','/v2/corpora/sample-lighthouses/query',q);
const entries = JSON.parse(await call('GET','/_emulator/journal')).entries; const query = entries.find(e=>e.operation==='query'&&e.llms?.includes('house-model')); const llm = JSON.parse(await call('GET','/v2/llms?limit=100')).llms.find(l=>l.name==='house-model'); const preset = JSON.parse(await call('GET','/v2/generation_presets?limit=100')).generation_presets.find(l=>l.name==='keeper');
await c.close();
const places = { live:'live', life:`live/${query.id}`, query:'query/sample-lighthouses/Why is the light of a lighthouse seen so far?', llms:'llms', llm:`llms/${llm.id}`, newllm:'llms/new/claude', presets:'presets', preset:`presets/${preset.id}`, corpora:'corpora', corpus:'corpora/sample-lighthouses', controls:'controls' };
for (const [size,w,h] of [['w',1280,800],['p',390,844]]) for (const s of ['light','dark']) { c = await b.newContext({ viewport: { width: w, height: h }, colorScheme: s, reducedMotion:'reduce' }); p = await c.newPage(); p.on('console', m => m.type()==='error' && console.log(m.text())); p.on('pageerror', e=>console.log(e.message));
  for (const [n,pl] of Object.entries(places)) { if (only && !only.split(',').includes(n)) continue; await p.goto(`${base}/console#/${encodeURI(pl)}`); await p.reload(); await sleep(n==='query'?2600:900); await p.screenshot({path:`/tmp/pics/${n}-${size}-${s}.png`}); const over = await p.evaluate(()=>document.documentElement.scrollWidth-innerWidth); if (over>0) console.log('OVERFLOW',n,size,over); if(n==='life'&&size==='w') await p.screenshot({path:`/tmp/pics/life-full-${s}.png`,fullPage:true}); }
  await c.close(); }
await b.close(); upstream.close(); process.exit();
