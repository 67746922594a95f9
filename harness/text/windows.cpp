// See windows.hpp.
#include "harness/text/windows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::text {
namespace {

void check(const WindowOptions& options) {
  if (options.max_length < 3)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected max_length of at least 3, found {}", options.max_length), {},
                "a window holds its start, its end and a piece between");
  if (options.stride < 0 || options.stride >= options.max_length - 2)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a stride of 0 to {} for max_length {}, found {}",
                            options.max_length - 3, options.max_length, options.stride),
                {}, "a window must have room for a piece that is not context");
}

/// The pieces of one sentence, words that are longer than a window cut.
struct SentencePieces {
  std::vector<PieceId> ids;
  std::vector<std::int32_t> word_of;  // word of each piece
  std::vector<std::size_t>
      word_begins;  // piece at which each word that has one begins, and the end of the last
};

class Encoder {
 public:
  Encoder(const Tokenizer& tokenizer, const WindowOptions& options, EncodedCorpus& out)
      : tokenizer_(tokenizer),
        capacity_(static_cast<std::size_t>(options.max_length) - 2),
        stride_(static_cast<std::size_t>(options.stride)),
        out_(out) {}

  void add(const data::Sentence& sentence, std::int32_t number) {
    tokenize(sentence);
    const auto& begins = pieces_.word_begins;
    std::size_t windows = 0;
    for (std::size_t word = 0; word + 1 < begins.size(); ++windows) {
      // Context gives way to a word that would not fit beside it.
      const std::size_t first = begins[word];
      const std::size_t context =
          std::min({first, stride_, capacity_ - (begins[word + 1] - first)});
      const std::size_t limit = first - context + capacity_;
      const auto past = std::upper_bound(begins.begin(), begins.end(), limit) - begins.begin() - 1;
      out_.windows.push_back(
          window(number, first - context, first, begins[static_cast<std::size_t>(past)]));
      word = static_cast<std::size_t>(past);
    }
    if (windows > 1) ++out_.split_sentences;
  }

 private:
  void tokenize(const data::Sentence& sentence) {
    pieces_ = {};
    for (std::size_t word = 0; word < sentence.words.size(); ++word) {
      const std::size_t begin = pieces_.ids.size();
      tokenizer_.encode_word(sentence.words[word], pieces_.ids);
      if (pieces_.ids.size() == begin) {
        ++out_.words_without_piece;
        continue;
      }
      if (pieces_.ids.size() > begin + capacity_) {
        ++out_.cut_words;
        pieces_.ids.resize(begin + capacity_);
      }
      pieces_.word_begins.push_back(begin);
      pieces_.word_of.resize(pieces_.ids.size(), static_cast<std::int32_t>(word));
    }
    pieces_.word_begins.push_back(pieces_.ids.size());
    out_.words += sentence.words.size();
  }

  /// Pieces begin .. end - 1 as a window; words that begin before `owned` are context.
  [[nodiscard]] Window window(std::int32_t sentence, std::size_t begin, std::size_t owned,
                              std::size_t end) const {
    Window window;
    window.sentence = sentence;
    window.pieces.reserve(end - begin + 2);
    window.word_of_piece.reserve(end - begin + 2);
    window.pieces.push_back(tokenizer_.start());
    window.word_of_piece.push_back(-1);
    for (std::size_t i = begin; i < end; ++i) {
      const std::int32_t word = pieces_.word_of[i];
      if (i == 0 || pieces_.word_of[i - 1] != word)
        window.words.push_back({word, static_cast<std::int32_t>(window.pieces.size()), i >= owned});
      window.pieces.push_back(pieces_.ids[i]);
      window.word_of_piece.push_back(word);
    }
    window.pieces.push_back(tokenizer_.end());
    window.word_of_piece.push_back(-1);
    return window;
  }

  const Tokenizer& tokenizer_;
  std::size_t capacity_;  // wordpieces that a window holds
  std::size_t stride_;
  EncodedCorpus& out_;
  SentencePieces pieces_;
};

}  // namespace

EncodedCorpus encode(const data::TextCorpus& corpus, const Tokenizer& tokenizer,
                     const WindowOptions& options) {
  check(options);
  EncodedCorpus encoded;
  encoded.sentences = corpus.sentences.size();
  encoded.windows.reserve(corpus.sentences.size());
  Encoder encoder(tokenizer, options, encoded);
  for (std::size_t i = 0; i < corpus.sentences.size(); ++i)
    encoder.add(corpus.sentences[i], static_cast<std::int32_t>(i));
  return encoded;
}

std::vector<PieceId> pieces_of(const EncodedCorpus& corpus) {
  std::vector<PieceId> pieces;
  for (const Window& window : corpus.windows)
    pieces.insert(pieces.end(), window.pieces.begin(), window.pieces.end());
  std::ranges::sort(pieces);
  pieces.erase(std::unique(pieces.begin(), pieces.end()), pieces.end());
  return pieces;
}

}  // namespace xner::text
