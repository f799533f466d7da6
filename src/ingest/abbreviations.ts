/**
 * Words that carry a full stop without ending a sentence, lower case, without the last stop. The lists favour the
 * languages a `response_language` can name; a language without a list still has the general rules of split-sentences.
 */

const words = (list: string) => new Set(list.trim().split(/\s+/));

/** A name, number or continuation always follows: "Dr. Alvarez", "Abb. 3", "z. B. Berlin". */
export const NEVER_FINAL = words(`
  mr mrs ms mx dr prof rev hon gen col capt cmdr lt sgt maj gov sen rep pres st mt ft messrs
  fig figs eq eqs sec secs ch chap vol vols ed eds art arts no nos p pp pt approx ca cf vs viz resp incl excl
  e.g i.e eg ie al
  abb bd bzw ggf inkl nr tel tsd zzgl evtl hr fr str frhr geb sog vgl u.a d.h z.b u.u i.d.r
  mme mlle mgr me art env p.ex c-à-d
  sr sra srta dr dra d.ª ud uds núm pág págs p.ej
  sig sig.ra dott dott.ssa avv ing arch pag
  dhr mevr drs ir bijv blz nl m.b.t d.w.z
  exmo exma pág
  np tzw wg ul tj
  ул г-н г-жа им проф акад рис табл см напр т.е
  т.н
`);

/** May close a sentence or not; the next word decides: "Acme Inc. sells", "Acme Inc. The". */
export const SOMETIMES_FINAL = words(`
  inc ltd co corp llc plc bros jr sr esq ph.d m.d b.a m.a b.sc m.sc d.c a.m p.m am pm u.s u.k u.n e.u u.s.a
  etc jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri sat sun ave blvd rd dept univ est
  usw gmbh jh jhd ltda cía s.a s.l etc spol s.r.o itd itp i.t.d и.т.д и.т.п enz
`);

/** Words that open a sentence far more often than they follow an abbreviation or an initial. */
export const OPENERS = words(`
  the a an this that these those it he she they we you i there here his her its their our my
  in on at by for from with after before when while if as but and or so yet however then thus also although because since
  what who why how where no not all some many most each
  der die das ein eine er sie es wir ich ihr dies diese dieser in im am auf bei nach vor wenn als aber und oder doch dann
  le la les un une il elle ils elles nous vous je ce cette ces dans en mais et ou donc puis
  el los las una él ella ellos ellas nosotros yo este esta estos estas en pero y o luego
  il lo gli una egli lei noi voi io questo questa in ma e o poi
  o os as um uma ele ela eles elas nós eu este esta em mas e ou
  de het een hij zij wij ik dit dat in maar en of toen
  он она оно они мы вы я это эти в на но и или
`);
