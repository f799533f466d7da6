/** Words too common to tell one sentence from another, in the languages most often asked in. */
const LISTS = [
  `a about above after again all also am an and any are as at be because been before being below between both but by
   can could did do does doing down during each few for from further get give had has have having he her here hers him
   his how i if in into is it its itself just let like me more most my no nor not now of off on once only or other our
   out over own please same she should so some such tell than that the their them then there these they this those
   through to too under until up upon us very was we were what when where which while who whom whose why will with
   would you your yours don doesn isn aren didn wasn ll ve re one`,
  `aber viel viele wurde wurden als am an auch auf aus bei bin bis das dass dem den der des dies diese dieser doch du ein eine einem einen
   einer eines er es für ich ihr im in ist ja kann mein mit nach nicht noch nur oder sich sie sind so über um
   und uns von vor wann warum was welche welcher welches wenn wer werden wie wir wird wo zu zum zur`,
  `au aux avec ce ces cette comment dans de des du elle elles en est et eux il ils je la le les leur lui ma mais me
   mon même ne nos notre nous ou où par pas pourquoi qu quand que quel quelle quels quelles qui quoi sa se ses son
   sont sur ta te tu un une vos votre vous`,
  `al como con cual cuál cuando cuándo de del donde dónde el ella ellas ellos en entre es esa ese esta este esto fue
   ha hay la las le lo los más me mi muy no nos o para pero por porque qué que quien quién se ser si sin sobre su
   sus también te tu un una uno y ya`,
  `che chi ci con cosa da dal dalla dei del della delle di dove e gli i il in io la le lo ma mi nei nel nella non
   o per perché più quale quali quando quanto questa questo se si sono sua suo un una uno`,
  `ao aos as com como da das de do dos e ela ele em essa esse esta este eu foi isso mais mas na nas no nos não o onde
   os ou para pela pelo por porque qual quais quando quem que se ser seu sua são também um uma`,
  `aan als bij dat de deze dit door een en er het hij hoe ik in is je kan maar met naar niet of om ook op over te
   tot uit voor waar waarom wanneer wat welke wie wij zijn zij`,
];

/** Lower case; accented words in both spellings, since words are compared without accents. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  LISTS.flatMap((list) => list.trim().split(/\s+/)).flatMap((word) => [
    word,
    word.normalize('NFKD').replace(/[\u0300-\u036f]/g, ''),
  ]),
);
