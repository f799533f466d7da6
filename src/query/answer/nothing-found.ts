/**
 * Said without calling any LLM when nothing was found (docs/behaviour/query.md, Order of work), in the languages of
 * docs/behaviour/query.md, Factual consistency.
 */
const TEXTS: Record<string, string> = {
  // Vectara's own words, which clients compare with.
  eng: 'The returned results did not contain sufficient information to be summarized into a useful answer for your query. Please try a different search or restate your query differently.',
  deu: 'Die Suche ergab keine Ergebnisse, aus denen sich eine Antwort ableiten ließe. Bitte formulieren Sie die Anfrage anders.',
  fra: "La recherche n'a donné aucun résultat dont on puisse tirer une réponse. Veuillez reformuler la question.",
  por: 'A pesquisa não trouxe resultados de que se possa tirar uma resposta. Tente de novo com outras palavras.',
  spa: 'La búsqueda no dio resultados de los que se pueda sacar una respuesta. Pruebe de nuevo con otras palabras.',
  ara: 'لم يُرجع البحث أي نتائج يمكن استخلاص إجابة منها. يُرجى إعادة صياغة السؤال.',
  zho: '搜索没有返回可以得出答案的结果。请换一种说法再试一次。',
  kor: '검색 결과에서 답을 얻을 수 있는 내용을 찾지 못했습니다. 질문을 다르게 표현해 다시 시도해 주세요.',
  rus: 'Поиск не дал результатов, из которых можно было бы составить ответ. Попробуйте сформулировать запрос иначе.',
  jpn: '検索では、回答の根拠となる結果が見つかりませんでした。別の表現でもう一度お試しください。',
  hin: 'खोज में ऐसा कोई परिणाम नहीं मिला जिससे उत्तर दिया जा सके। कृपया प्रश्न को दूसरे शब्दों में पूछें।',
};

/** `language`: ISO 639-3; English where there is no text in that one. */
export const nothingFound = (language: string): string => TEXTS[language] ?? TEXTS.eng!;
