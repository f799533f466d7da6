/** Forms of a word that no ending tells, in groups whose first word stands for all. */

/** English verbs and plurals. */
export const IRREGULAR = `arise arose arisen|begin began begun|bend bent|bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|bring
  brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|come came|creep crept|deal dealt|dig dug|draw drew drawn|drink drank
  drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden|forget
  forgot forgotten|freeze froze frozen|get got gotten|give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep
  kept|know knew known|lay laid|lead led|learn learnt|leave left|lend lent|lie lay lain|light lit|lose lost|make made|mean meant|meet met|pay paid|ride
  rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|shake shook shaken|shine shone|shoot
  shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent|spin spun|spread spreads|spring
  sprang sprung|stand stood|steal stole stolen|stick stuck|strike struck|swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|teach
  taught|tear tore torn|tell told|think thought|throw threw thrown|wake woke woken|wear wore worn|weave wove woven|win won|wind wound|withdraw withdrew
  withdrawn|write wrote written|child children|foot feet|man men|mouse mice|person people|tooth teeth|woman women|lens lenses`;

/** Words that are asked with and words that are answered with. */
export const RELATED = `high tall height|long length|wide width|deep depth|heavy weigh weight|old age|far distance|fast quick speed|die dead death|begin start|
  build construct erect|invent devise create design develop make|big large size|color colour|cost price|buy purchase|warm hot heat|cold cool|end finish|
  own owner|lead leader|manage manager|found founder|discover discovery|write author|employ employee hire|pay payment|deliver delivery|refund reimburse|
  allow permit|cancel cancellation|store shop|doctor physician|car automobile|fix repair`;
