// See unigram.hpp.
#include "harness/text/unigram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/text/white_space.hpp"

namespace xner::text {
namespace {

constexpr std::string_view kSpace = "\u2581";  // what stands for a space
constexpr double kUnknownPenalty = 10;         // below the least likely piece

[[noreturn]] void fail(const std::filesystem::path& file, std::string message) {
  throw Error(ErrorKind::kData, std::move(message), Place{file.string()},
              "the vocabulary is damaged; copy the encoder again");
}

std::size_t character_end(std::string_view text, std::size_t begin) noexcept {
  static_cast<void>(next_code_point(text, begin));
  return begin;
}

/// Appends `text` with a mark before it and one in place of its spaces.
void append_marked(std::string_view text, bool collapse, std::string& out) {
  const std::size_t begin = out.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ' ')
      out += text[i];
    else if (!collapse || i == 0 || text[i - 1] != ' ')
      out += kSpace;
  }
  if (out.size() > begin && !std::string_view(out).substr(begin).starts_with(kSpace))
    out.insert(begin, kSpace);
}

}  // namespace

/// One text being encoded: buffers, and where the pieces go.
class UnigramTokenizer::Encoder {
 public:
  /// @param texts may be null: they are not wanted.
  Encoder(const UnigramTokenizer& tokenizer, std::vector<PieceId>& pieces,
          std::vector<PieceText>* texts)
      : tokenizer_(tokenizer), pieces_(pieces), texts_(texts) {}

  /// Calls `after_word()` each time that the pieces of one pre-tokenised word or special token are
  /// appended.
  template <typename AfterWord>
  void encode(std::string_view text, AfterWord after_word) {
    for (std::size_t at = 0; at < text.size();) {
      const auto token = tokenizer_.added_.find(text, at);
      encode_text(text.substr(at, (token ? token->begin : text.size()) - at), after_word);
      if (!token) return;
      append_special(*token, text);
      after_word();
      at = token->end;
    }
  }

 private:
  /// The likeliest cut of the bytes before a place ends with this piece.
  struct Node {
    double score = 0;
    std::size_t begin = kNone;
    PieceId id = -1;
  };
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  void append_special(const AddedTokens::Match& token, std::string_view text) {
    const std::string_view written = text.substr(token.begin, token.end - token.begin);
    if (texts_ != nullptr && written != tokenizer_.piece(token.id))
      texts_->push_back({pieces_.size(), std::string(written)});
    pieces_.push_back(token.id);
  }

  template <typename AfterWord>
  void encode_text(std::string_view text, AfterWord after_word) {
    normal_.clear();
    tokenizer_.characters_.append(text, normal_);
    const UnigramNormalizer& steps = tokenizer_.normalizer_;
    if (steps.strip_right) normal_.resize(end_of_text(normal_));
    marked_.clear();
    if (!steps.split_white_space) {
      append_marked(normal_, steps.collapse_spaces, marked_);
    } else {
      for (std::size_t at = begin_of_text(normal_, 0); at < normal_.size();) {
        std::size_t end = at;
        for (std::size_t next = at; end < normal_.size(); end = next)
          if (is_white_space(next_code_point(normal_, next))) break;
        append_marked(std::string_view(normal_).substr(at, end - at), false, marked_);
        at = begin_of_text(normal_, end);
      }
    }
    // Every mark begins a word, and the first word has one.
    const std::string_view marked = marked_;
    for (std::size_t begin = 0; begin < marked.size();) {
      const std::size_t end = std::min(marked.find(kSpace, begin + 1), marked.size());
      append_pieces(marked.substr(begin, end - begin));
      after_word();
      begin = end;
    }
  }

  void append_pieces(std::string_view word) {
    find_best_cut(word);
    const std::size_t first = pieces_.size();
    // Unknown characters one after another are one piece.
    for (std::size_t end = word.size(); end > 0;) {
      const PieceId id = best_[end].id;
      std::size_t begin = best_[end].begin;
      if (id == tokenizer_.unknown_) {
        while (begin > 0 && best_[begin].id == id) begin = best_[begin].begin;
        append_unknown(word.substr(begin, end - begin));
      } else {
        pieces_.push_back(id);
      }
      end = begin;
    }
    std::reverse(pieces_.begin() + static_cast<std::ptrdiff_t>(first), pieces_.end());
    if (texts_ == nullptr) return;
    for (auto text = texts_->rbegin(); text != texts_->rend() && text->index >= first; ++text)
      text->index = first + (pieces_.size() - 1 - text->index);
  }

  void find_best_cut(std::string_view word) {
    best_.assign(word.size() + 1, Node());
    const auto offer = [&](std::size_t begin, std::size_t end, PieceId id, double score) {
      if (best_[end].begin == kNone || score > best_[end].score) best_[end] = {score, begin, id};
    };
    for (std::size_t begin = 0, next = 0; begin < word.size(); begin = next) {
      next = character_end(word, begin);
      const double score = best_[begin].score;
      bool covered = false;
      tokenizer_.map_.for_each_prefix(word, begin, [&](PieceId id, std::size_t end) {
        offer(begin, end, id, tokenizer_.scores_[static_cast<std::size_t>(id)] + score);
        covered |= end == next;
      });
      if (!covered) offer(begin, next, tokenizer_.unknown_, tokenizer_.unknown_score_ + score);
    }
  }

  void append_unknown(std::string_view text) {
    const auto named = tokenizer_.map_.find(text);
    if (!named && texts_ != nullptr) texts_->push_back({pieces_.size(), std::string(text)});
    pieces_.push_back(named.value_or(tokenizer_.unknown_));
  }

  const UnigramTokenizer& tokenizer_;
  std::vector<PieceId>& pieces_;
  std::vector<PieceText>* texts_;
  std::string normal_, marked_;
  std::vector<Node> best_;  // by the byte at which the cut ends
};

UnigramTokenizer::UnigramTokenizer(UnigramFiles files)
    : normalizer_(files.normalizer),
      characters_(files.normalizer.character_map, files.vocabulary),
      map_(files.pieces.size()) {
  normalizer_.character_map.clear();
  if (files.pieces.empty()) fail(files.vocabulary, "expected a vocabulary, found none");
  insert_pieces(files.pieces, files.vocabulary);
  if (files.unknown < 0 || static_cast<std::size_t>(files.unknown) >= pieces_.size())
    fail(files.vocabulary,
         fmt::format("unk_id: expected an id below {}, found {}", pieces_.size(), files.unknown));
  unknown_ = files.unknown;
  start_ = special(files.special.start, files);
  end_ = special(files.special.end, files);
  padding_ = special(files.special.padding, files);
  std::vector<AddedToken> tokens;
  for (const std::string& name :
       {files.special.start, files.special.end, files.special.padding, files.special.unknown})
    tokens.push_back({name, special(name, files)});
  if (const auto mask = map_.find(files.special.mask))
    tokens.push_back({files.special.mask, *mask, true});
  tokens.insert(tokens.end(), files.added.begin(), files.added.end());
  added_ = AddedTokens(std::move(tokens), pieces_, files.vocabulary);
}

void UnigramTokenizer::insert_pieces(std::vector<ScoredPiece>& pieces,
                                     const std::filesystem::path& file) {
  double least = std::numeric_limits<double>::infinity();
  for (auto& [piece, score] : pieces) {
    const std::size_t id = pieces_.size();
    if (piece.empty())
      fail(file, fmt::format("expected a piece for id {}, found an empty one", id));
    if (piece.size() > PrefixHashes::kMaxBytes)
      fail(file, fmt::format("expected pieces of at most {} bytes, found {}",
                             PrefixHashes::kMaxBytes, piece.size()));
    if (!std::isfinite(score))
      fail(file,
           fmt::format("expected a finite score for '{}', found {}", printable(piece), score));
    if (const auto taken = map_.insert(piece, static_cast<PieceId>(id)))
      fail(file, fmt::format("expected every piece once, found '{}' as {} and {}", printable(piece),
                             *taken, id));
    least = std::min(least, score);
    pieces_.push_back(std::move(piece));
    scores_.push_back(score);
  }
  unknown_score_ = least - kUnknownPenalty;
}

PieceId UnigramTokenizer::special(const std::string& name, const UnigramFiles& files) const {
  if (const auto id = map_.find(name)) return *id;
  for (const AddedToken& token : files.added)
    if (token.content == name) return token.id;
  fail(files.vocabulary,
       fmt::format("expected the special token '{}' in the vocabulary of {} pieces, found none",
                   printable(name), pieces_.size()));
}

void UnigramTokenizer::encode_word(std::string_view word, std::vector<PieceId>& pieces) const {
  Encoder(*this, pieces, nullptr).encode(word, [] {});
}

TokenizedLine UnigramTokenizer::encode_line(std::string_view line) const {
  TokenizedLine result;
  std::int32_t words = 0;
  Encoder(*this, result.ids, &result.texts).encode(line, [&] {
    result.word_ids.resize(result.ids.size(), words++);
  });
  return result;
}

TokenizedLine UnigramTokenizer::encode_words(std::span<const std::string_view> words) const {
  TokenizedLine result;
  Encoder encoder(*this, result.ids, &result.texts);
  for (std::size_t i = 0; i < words.size(); ++i) {
    encoder.encode(words[i], [] {});
    result.word_ids.resize(result.ids.size(), static_cast<std::int32_t>(i));
  }
  return result;
}

const std::string& UnigramTokenizer::piece(PieceId id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= pieces_.size())
    throw Error(ErrorKind::kInternal,
                fmt::format("expected a piece id below {}, found {}", pieces_.size(), id));
  return pieces_[static_cast<std::size_t>(id)];
}

}  // namespace xner::text
