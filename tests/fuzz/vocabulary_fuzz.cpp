// A vocabulary over any bytes, after a line "%%" text: one piece a line as vocab.txt. Holds the
// tokenizer that is made of it to the naive one, and to: every word of the text has pieces, and
// pieces number words without a gap.
#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "harness/base/utf8.hpp"
#include "harness/text/vocabulary.hpp"
#include "harness/text/wordpiece.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/support/naive_wordpiece.hpp"

namespace {

using namespace xner;
using fuzz::require;

/// Made once: a table over all code points.
const text::WordSplitter& splitter_of(const text::NormalizerSettings& settings) {
  static std::map<std::tuple<bool, bool, bool, bool>, text::WordSplitter> made;
  const std::tuple key{settings.clean_text, settings.handle_chinese_chars, settings.strip_accents,
                       settings.lowercase};
  return made.try_emplace(key, settings).first->second;
}

std::size_t words_of(const text::WordSplitter& splitter, std::string_view line) {
  text::NormalizedWord word;
  std::size_t count = 0;
  for (std::size_t at = 0; splitter.next(line, at, word);) ++count;
  return count;
}

void check_line(const text::WordPieceTokenizer& tokenizer, const test::NaiveWordPiece& naive,
                const text::WordSplitter& splitter, std::string_view line) {
  const text::TokenizedLine found = tokenizer.encode_line(line);
  require(found.ids.size() == found.word_ids.size(), "every piece has a word");
  std::int32_t next = 0;
  for (const auto& word : found.word_ids) {
    require(word.has_value() && (*word == next || *word == next - 1), "words are numbered densely");
    next = *word + 1;
  }
  for (const text::PieceId id : found.ids)
    require(id >= 0 && static_cast<std::size_t>(id) < tokenizer.vocabulary_size(), "ids exist");
  std::vector<text::PieceId> as_word;
  tokenizer.encode_word(line, as_word);
  require(as_word == found.ids, "a line and a word have the same pieces");
  if (line.find('[') != std::string_view::npos) return;  // special tokens in the text
  require(static_cast<std::size_t>(next) == words_of(splitter, line),
          "every word of the splitter has pieces");
  require(naive.encode(line) == found.ids, "pieces are those of the naive tokenizer");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view rest = fuzz::text_of(data + 1, size - 1);
  const std::string_view vocabulary = fuzz::take_until(rest, "\n%%\n");
  text::WordPieceFiles files;
  files.normalizer = {(data[0] & 1U) != 0, (data[0] & 2U) != 0, (data[0] & 4U) != 0,
                      (data[0] & 8U) != 0};
  files.vocabulary = "vocab.txt";
  std::optional<text::WordPieceTokenizer> tokenizer;
  const bool accepted = fuzz::accepts(ErrorKind::kData, [&] {
    files.pieces = text::parse_vocabulary(vocabulary, files.vocabulary);
    tokenizer.emplace(files);
  });
  if (!accepted) return 0;
  require(static_cast<std::size_t>(std::ranges::count(vocabulary, '\n')) + 1 ==
              files.pieces.size() + (vocabulary.ends_with('\n') ? 1 : 0),
          "one piece a line");
  const text::WordSplitter& splitter = splitter_of(files.normalizer);
  const test::NaiveWordPiece naive(files.pieces, splitter);
  while (!rest.empty()) {
    const std::string_view line = fuzz::take_until(rest, "\n");
    if (!find_invalid_utf8(line)) check_line(*tokenizer, naive, splitter, line);
  }
  return 0;
}
