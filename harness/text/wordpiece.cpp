// See wordpiece.hpp.
#include "harness/text/wordpiece.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

bool continues_word(const std::string& piece, const std::string& prefix) {
  return piece.size() > prefix.size() && piece.starts_with(prefix);
}

std::size_t count_continuing(const WordPieceFiles& files) {
  return static_cast<std::size_t>(std::ranges::count_if(
      files.pieces,
      [&](const std::string& piece) { return continues_word(piece, files.continuing_prefix); }));
}

[[noreturn]] void fail(const WordPieceFiles& files, std::size_t line, std::string message) {
  throw Error(ErrorKind::kData, std::move(message), Place{files.vocabulary.string(), line, 0},
              "the vocabulary is damaged; copy the encoder again");
}

}  // namespace

WordPieceTokenizer::WordPieceTokenizer(WordPieceFiles files)
    : splitter_(files.normalizer),
      max_characters_(files.max_characters),
      starting_(files.pieces.size() - count_continuing(files)),
      continuing_(count_continuing(files)) {
  insert_pieces(files);
  start_ = special(files.special.start, files);
  end_ = special(files.special.end, files);
  padding_ = special(files.special.padding, files);
  unknown_ = special(files.special.unknown, files);
  pieces_ = std::exchange(files.pieces, {});
  std::vector<AddedToken> tokens;
  for (const PieceId id : {start_, end_, padding_, unknown_})
    tokens.push_back({pieces_[static_cast<std::size_t>(id)], id});
  if (const auto mask = starting_.find(files.special.mask))
    tokens.push_back({files.special.mask, *mask});
  tokens.insert(tokens.end(), files.added.begin(), files.added.end());
  added_ = AddedTokens(std::move(tokens), pieces_, files.vocabulary);
}

void WordPieceTokenizer::insert_pieces(const WordPieceFiles& files) {
  const std::string& prefix = files.continuing_prefix;
  const bool lines = files.vocabulary.extension() == ".txt";
  for (std::size_t id = 0; id < files.pieces.size(); ++id) {
    const std::string& piece = files.pieces[id];
    const std::size_t line = lines ? id + 1 : 0;
    if (piece.size() > PrefixHashes::kMaxBytes)
      fail(files, line,
           fmt::format("expected pieces of at most {} bytes, found {}", PrefixHashes::kMaxBytes,
                       piece.size()));
    const auto taken = continues_word(piece, prefix)
                           ? continuing_.insert(std::string_view(piece).substr(prefix.size()),
                                                static_cast<PieceId>(id))
                           : starting_.insert(piece, static_cast<PieceId>(id));
    if (taken)
      fail(files, line,
           fmt::format("expected every piece once, found '{}' again: it is also on line {}",
                       shortened(piece), *taken + 1));
  }
}

PieceId WordPieceTokenizer::special(const std::string& name, const WordPieceFiles& files) const {
  const auto id = starting_.find(name);
  if (!id)
    fail(files, files.pieces.size(),
         fmt::format("expected the special token '{}' in the vocabulary of {} pieces, found none",
                     shortened(name), files.pieces.size()));
  return *id;
}

void WordPieceTokenizer::append_pieces(const NormalizedWord& word,
                                       std::vector<PieceId>& pieces) const {
  const std::string_view text = word.text();
  const std::size_t size = pieces.size();
  if (word.characters() <= max_characters_) {
    const PrefixHashes hashes(text);
    std::size_t at = 0;
    while (at < text.size()) {
      const auto id = (at == 0 ? starting_ : continuing_).longest(text, hashes, at, at);
      if (!id) break;
      pieces.push_back(*id);
    }
    if (at == text.size()) return;
  }
  pieces.resize(size);
  pieces.push_back(unknown_);
}

template <typename AfterWord>
void WordPieceTokenizer::encode(std::string_view text, std::vector<PieceId>& pieces,
                                AfterWord after_word) const {
  NormalizedWord word;
  for (std::size_t at = 0;;) {
    const auto token = added_.find(text, at);
    const std::string_view before = text.substr(0, token ? token->begin : text.size());
    while (splitter_.next(before, at, word)) {
      append_pieces(word, pieces);
      after_word(std::string_view());
    }
    if (!token) return;
    pieces.push_back(token->id);
    after_word(text.substr(token->begin, token->end - token->begin));
    at = token->end;
  }
}

void WordPieceTokenizer::encode_word(std::string_view word, std::vector<PieceId>& pieces) const {
  encode(word, pieces, [](std::string_view) {});
}

void WordPieceTokenizer::take_text(std::string_view special, TokenizedLine& line) const {
  if (!special.empty() && special != piece(line.ids.back()))
    line.texts.push_back({line.ids.size() - 1, std::string(special)});
}

TokenizedLine WordPieceTokenizer::encode_line(std::string_view line) const {
  TokenizedLine result;
  std::int32_t words = 0;
  encode(line, result.ids, [&](std::string_view special) {
    take_text(special, result);
    result.word_ids.resize(result.ids.size(), words++);
  });
  return result;
}

TokenizedLine WordPieceTokenizer::encode_words(std::span<const std::string_view> words) const {
  TokenizedLine result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    encode(words[i], result.ids, [&](std::string_view special) { take_text(special, result); });
    result.word_ids.resize(result.ids.size(), static_cast<std::int32_t>(i));
  }
  return result;
}

const std::string& WordPieceTokenizer::piece(PieceId id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= pieces_.size())
    throw Error(ErrorKind::kInternal,
                fmt::format("expected a piece id below {}, found {}", pieces_.size(), id));
  return pieces_[static_cast<std::size_t>(id)];
}

}  // namespace xner::text
