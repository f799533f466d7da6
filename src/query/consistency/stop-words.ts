/** ISO 639-3 codes for which a factual consistency score exists (docs/behaviour/query.md, Factual consistency). */
export const CONSISTENCY_LANGUAGES = [
  'eng',
  'deu',
  'fra',
  'por',
  'spa',
  'ara',
  'zho',
  'kor',
  'rus',
  'jpn',
  'hin',
] as const;

export type ConsistencyLanguage = (typeof CONSISTENCY_LANGUAGES)[number];

export function isConsistencyLanguage(code: string): code is ConsistencyLanguage {
  return (CONSISTENCY_LANGUAGES as readonly string[]).includes(code);
}

/** Words that say nothing about a subject, lower case: the rest of a text are its content words. */
export const STOP_WORDS: Readonly<Record<ConsistencyLanguage, ReadonlySet<string>>> = {
  eng: words(`a about above after again all also although am an and any are as at be because been before being below
    between both but by can could did do does doing during each either few for from further had has have having he her
    here hers him his how however i if in into is it its itself just may me might more most must my no nor not of off on
    once only or other our out over own same shall she should so some such than that the their them then there these
    they this those through to too under until up us very was we were what when where which while who whom why will with
    within would you your according based result results
    d ll m re s t ve don doesn didn isn aren wasn weren`),
  deu: words(`aber als am an auch auf aus bei bin bis da dadurch damit dann das dass dein dem den der des die dies diese
    diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es euer für hat haben hatte ich
    ihr ihre im in ist ja jede jedem jeden jeder jedes kann kein keine können man mein mit muss nach nicht noch nun nur
    ob oder ohne sehr sein seine sich sie sind so soll über um und uns unser unter vom von vor war waren was weil wenn
    werden wie wieder wir wird wo zu zum zur`),
  fra: words(`à ai ainsi alors au aucun aussi autre aux avant avec avoir c car ce ceci cela celle celui ces cet cette
    chaque comme d dans de des deux donc du elle elles en encore entre est et été être eu fait il ils j je l la le les
    leur leurs lui m ma mais me même mes moi mon n ne ni nos notre nous on ont ou où par pas peu peut plus pour qu quand
    que quel quelle qui s sa sans se sera ses si son sont sous sur t ta tes toi ton tous tout très tu un une vos votre
    vous y`),
  por: words(`a à ao aos as às até com como da das de dela dele deles depois do dos e é ela elas ele eles em entre era
    essa esse esta está estão este eu foi foram há isso isto já lhe mais mas me mesmo meu muito na não nas nem no nos
    nossa nosso num numa o os ou para pela pelas pelo pelos por qual quando que quem são se sem ser seu seus só sua suas
    também te tem têm um uma você vocês`),
  spa: words(`a al algo algunos ante antes como con contra cual cuando de del desde donde dos durante e el él ella ellas
    ellos en entre era es esa ese eso esta está están este esto estos fue fueron ha han hasta hay la las le les lo los
    más me mi mientras muy no nos nosotros o os otra otro para pero poco por porque que qué quien se sea ser si sí sin
    sobre son su sus también tanto te tiene todo todos tu un una uno unos y ya yo`),
  ara: words(`في من على إلى الى عن مع هذا هذه ذلك تلك هو هي هم هن أن ان إن كان كانت يكون لا ما لم لن قد كما كل بعد قبل
    بين عند أو او ثم و أي التي الذي الذين حيث إذا اذا لكن غير حتى منذ به له لها فيه فيها`),
  zho: words(`的 了 和 是 在 有 与 與 及 或 也 都 就 而 并 並 但 被 把 对 對 为 為 以 于 於 从 從 到 这 這 那 这个 這個 那个
    那個 一个 一個 我 你 他 她 它 我们 我們 他们 他們 不 没有 沒有 很 更 最 之 其 等 中 上 下 个 個 会 會 可以 因为 因為 所以`),
  kor: words(`은 는 이 가 을 를 의 에 에서 와 과 도 로 으로 만 그 저 이것 그것 저것 및 또는 그리고 하지만 그러나 등 수 있다
    있는 있습니다 없다 것 것은 것이 것을 합니다 한다 하는 이다 입니다 대한 위해 때문에`),
  rus: words(`а без более бы был была были было быть в вам вас весь во вот все всего вы где да для до его ее её если есть
    еще ещё же за и из или им их к как ко когда кто ли между мы на над не него нее нет ни но о об от по под при с со так
    такой там также то того тоже только том ты у уже хотя чего чем что чтобы это этого этой этом этот я`),
  jpn: words(`の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その
    あっ よう また もの という あり まで られ なる へ か だ これ によって により おり より による ず なり られる において ば なかっ
    なく しかし について だっ です ます それ ので`),
  hin: words(`का के की को में से पर और या है हैं था थी थे हो होता होती होते यह ये वह वे इस उस इन उन एक कि जो तो भी ही ने नहीं
    कर करना करने किया गया गई गए लिए साथ तक अपने अपनी कुछ बहुत जब तब अगर लेकिन द्वारा`),
};

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
