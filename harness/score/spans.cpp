// See spans.hpp.
#include "harness/score/spans.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/score/strict_spans.hpp"
#include "harness/score/transitions.hpp"

namespace xner::score {
namespace {

/// kConlleval and kSeqeval: one pass over all sentences, an O after each.
class TransitionReader {
 public:
  explicit TransitionReader(Mode mode)
      : mode_(mode), rules_(mode == Mode::kSeqeval ? kSeqevalRules : kConllevalRules) {}

  void sentence(std::size_t index, std::span<const std::string> labels) {
    sentence_ = index;
    for (const auto& label : labels) {
      const LabelParts parts = split_label(label, mode_);
      step({read_prefix(parts.prefix, mode_), parts.type});
    }
    step({kO, split_label("O", mode_).type});
  }

  ColumnSpans finish() {
    if (mode_ == Mode::kConlleval && open_ && position_ > 1) close(position_ - 2);
    return std::move(result_);
  }

 private:
  struct Tag {
    Prefix prefix = kO;
    std::string_view type;
  };

  void step(const Tag& now) {
    const bool changes = now.type != last_.type;
    const bool ends = rules_.ends[last_.prefix][now.prefix] || (is_inside(last_.prefix) && changes);
    const bool starts =
        rules_.starts[last_.prefix][now.prefix] || (is_inside(now.prefix) && changes);
    // seqeval counts ends, whether or not something is open; conlleval counts starts.
    if (mode_ == Mode::kSeqeval ? ends : open_ && (ends || starts)) close(position_ - 1);
    if (starts) {
      open_ = true;
      first_ = position_;
      type_ = now.type;
      result_.malformed += now.prefix == kI ? 1 : 0;
    }
    last_ = now;
    ++position_;
  }

  void close(std::size_t last) {
    const auto type = mode_ == Mode::kSeqeval ? last_.type : type_;
    result_.spans.push_back({first_, last, sentence_, type});
    open_ = false;
  }

  Mode mode_;
  const TransitionRules& rules_;
  ColumnSpans result_;
  Tag last_;
  bool open_ = false;
  std::size_t first_ = 0;
  std::string_view type_;
  std::size_t position_ = 0;
  std::size_t sentence_ = 0;
};

[[noreturn]] void refuse(std::size_t sentence, const std::string& label, std::string_view wanted) {
  throw Error(ErrorKind::kData, fmt::format("sentence {}: expected {}, found the label '{}'",
                                            sentence + 1, wanted, printable(label)));
}

class StrictReader {
 public:
  explicit StrictReader(data::Scheme scheme) : scheme_(scheme) {}

  void sentence(std::size_t index, std::span<const std::string> labels) {
    tags_.clear();
    for (const auto& label : labels) {
      const LabelParts parts = split_label(label, Mode::kStrict);
      const auto letters = scheme_prefixes(scheme_);
      if (parts.prefix.size() != 1 || letters.find(parts.prefix) == std::string_view::npos)
        refuse(index, label, fmt::format("a prefix of {}", scheme_title(scheme_)));
      tags_.push_back({parts.prefix[0], parts.type});
      result_.malformed += parts.prefix[0] == 'O' ? 0 : 1;
    }
    for (const auto& [first, last] : strict_spans(tags_, scheme_)) {
      result_.spans.push_back({offset_ + first, offset_ + last, index, tags_[first].type});
      result_.malformed -= static_cast<std::int64_t>(last - first + 1);
    }
    offset_ += labels.size() + 1;
  }

  ColumnSpans finish() { return std::move(result_); }

 private:
  data::Scheme scheme_;
  ColumnSpans result_;
  std::vector<StrictTag> tags_;
  std::size_t offset_ = 0;
};

template <class Reader>
ColumnSpans read_with(Reader reader, std::span<const SentenceLabels> sentences, ColumnOf column) {
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    for (const auto& label : sentences[i].*column)
      if (label.empty()) refuse(i, label, "labels that are not empty");
    reader.sentence(i, sentences[i].*column);
  }
  return reader.finish();
}

/// Adds gold, predicted and correct of both columns to their sentences.
void count_spans(const ColumnSpans& gold, const ColumnSpans& predicted, Score& score) {
  const auto counts = [&](const Span& span) -> Counts& {
    auto& types = score.sentences[span.sentence];
    const auto at = types.find(span.type);
    return at != types.end() ? at->second : types[std::string(span.type)];
  };
  auto other = predicted.spans.begin();
  for (const Span& span : gold.spans) {
    Counts& own = counts(span);
    ++own.gold;
    while (other != predicted.spans.end() && other->last < span.last) ++other;
    const bool correct = other != predicted.spans.end() && other->last == span.last &&
                         other->first == span.first && other->type == span.type;
    own.correct += correct ? 1 : 0;
  }
  for (const Span& span : predicted.spans) ++counts(span).predicted;
}

}  // namespace

ColumnSpans read_spans(std::span<const SentenceLabels> sentences, ColumnOf column,
                       const Reading& reading) {
  if (reading.mode == Mode::kStrict)
    return read_with(StrictReader(reading.scheme), sentences, column);
  return read_with(TransitionReader(reading.mode), sentences, column);
}

Score score_entities(std::span<const SentenceLabels> sentences, const Reading& reading) {
  if (reading.mode == Mode::kConlleval) return score_conlleval(sentences);
  Score score;
  score.sentences.resize(sentences.size());
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    check_lengths(i, sentences[i]);
    const auto& [gold, predicted] = sentences[i];
    for (std::size_t w = 0; w < gold.size(); ++w)
      score.equal_words += gold[w] == predicted[w] ? 1 : 0;
    score.words += static_cast<std::int64_t>(gold.size());
  }
  const ColumnSpans gold = read_spans(sentences, &SentenceLabels::gold, reading);
  const ColumnSpans predicted = read_spans(sentences, &SentenceLabels::predicted, reading);
  score.malformed_gold = gold.malformed;
  score.malformed_predicted = predicted.malformed;
  count_spans(gold, predicted, score);
  add_up(score);
  return score;
}

}  // namespace xner::score
