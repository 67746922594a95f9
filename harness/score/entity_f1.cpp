// See entity_f1.hpp. Labels are interned once; after that a word costs a few table look-ups on
// small ids.
#include "harness/score/entity_f1.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/score/transitions.hpp"

namespace xner::score {
namespace {

struct Label {
  Prefix prefix = kO;
  std::int32_t type = 0;  ///< 0 is the empty type
  std::int32_t id = -1;   ///< equal ids, equal labels; -1 is the sentence boundary
};

bool starts(const Label& before, const Label& now) noexcept {
  return kConllevalRules.starts[before.prefix][now.prefix] ||
         (is_inside(now.prefix) && before.type != now.type);
}

bool ends(const Label& before, const Label& now) noexcept {
  return kConllevalRules.ends[before.prefix][now.prefix] ||
         (is_inside(before.prefix) && before.type != now.type);
}

/// Label names to small ids. Keeps views of the names: they must outlive it.
class Interner {
 public:
  Interner() { type_id(""); }

  const Label& intern(std::string_view name) {
    const auto [at, fresh] = labels_.try_emplace(name);
    if (fresh) {
      const LabelParts parts = split_label(name);
      const auto id = static_cast<std::int32_t>(labels_.size());
      at->second = {read_prefix(parts.prefix, Mode::kConlleval), type_id(parts.type), id};
    }
    return at->second;
  }

  [[nodiscard]] std::span<const std::string_view> types() const noexcept { return types_; }

 private:
  std::int32_t type_id(std::string_view type) {
    const auto next = static_cast<std::int32_t>(types_.size());
    const auto [at, fresh] = type_ids_.try_emplace(type, next);
    if (fresh) types_.push_back(type);
    return at->second;
  }

  std::unordered_map<std::string_view, Label> labels_;
  std::unordered_map<std::string_view, std::int32_t> type_ids_;
  std::vector<std::string_view> types_;
};

/// One column's reading. Most words repeat the label before them: that test comes before the hash.
class Column {
 public:
  Label read(std::string_view name, Interner& interner) {
    if (name != name_ || label_.id < 0) {
      name_ = name;
      label_ = interner.intern(name);
    }
    return label_;
  }

 private:
  std::string_view name_;
  Label label_;
};

/// The state that conlleval carries through a file: the last label of both columns, and whether a
/// chunk is open that started in both at once with one type and has ended in neither.
class Counter {
 public:
  explicit Counter(std::size_t sentences) { score_.sentences.resize(sentences); }

  void add_sentence(std::size_t index, const SentenceLabels& labels) {
    sentence_ = index;
    for (std::size_t i = 0; i < labels.gold.size(); ++i) {
      const Label gold = gold_.read(labels.gold[i], interner_);
      const Label predicted = predicted_.read(labels.predicted[i], interner_);
      step(gold, predicted);
      score_.equal_words += gold.id == predicted.id ? 1 : 0;
    }
    score_.words += static_cast<std::int64_t>(labels.gold.size());
    step({}, {});
    flush();
  }

  [[nodiscard]] Score finish() {
    if (open_) credit();
    flush();
    add_up(score_);
    return std::move(score_);
  }

 private:
  void step(const Label& gold, const Label& predicted) {
    if (open_) {
      const bool gold_ends = ends(last_gold_, gold);
      const bool predicted_ends = ends(last_predicted_, predicted);
      if (gold_ends && predicted_ends && last_gold_.type == last_predicted_.type) {
        credit();
        open_ = false;
      } else if (gold_ends != predicted_ends || gold.type != predicted.type) {
        open_ = false;
      }
    }
    const bool gold_starts = starts(last_gold_, gold);
    const bool predicted_starts = starts(last_predicted_, predicted);
    if (gold_starts && predicted_starts && gold.type == predicted.type) {
      open_ = true;
      open_sentence_ = sentence_;
    }
    if (gold_starts) {
      ++counts(gold.type).gold;
      score_.malformed_gold += gold.prefix == kI ? 1 : 0;
    }
    if (predicted_starts) {
      ++counts(predicted.type).predicted;
      score_.malformed_predicted += predicted.prefix == kI ? 1 : 0;
    }
    last_gold_ = gold;
    last_predicted_ = predicted;
  }

  /// The open chunk is correct, with the type it ended with, in the sentence where it started.
  void credit() {
    if (open_sentence_ == sentence_) {
      ++counts(last_gold_.type).correct;
    } else {
      const std::string_view type = interner_.types()[index(last_gold_.type)];
      ++score_.sentences[open_sentence_][std::string(type)].correct;
    }
  }

  /// The running sentence's counts of one type.
  Counts& counts(std::int32_t type) {
    if (index(type) >= running_.size()) running_.resize(interner_.types().size());
    return running_[index(type)];
  }

  void flush() {
    for (std::size_t type = 0; type < running_.size(); ++type) {
      if (running_[type] == Counts{}) continue;
      score_.sentences[sentence_][std::string(interner_.types()[type])] += running_[type];
      running_[type] = {};
    }
  }

  static std::size_t index(std::int32_t type) noexcept { return static_cast<std::size_t>(type); }

  Interner interner_;
  Column gold_;
  Column predicted_;
  Label last_gold_;
  Label last_predicted_;
  bool open_ = false;
  std::size_t open_sentence_ = 0;
  std::size_t sentence_ = 0;
  std::vector<Counts> running_;
  Score score_;
};

std::optional<double> ratio(std::int64_t part, std::int64_t whole) noexcept {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// A value of the signature: what would end the field or the line is written as %XX.
std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool reserved = c == '|' || c == '%' || c == '+' || static_cast<unsigned char>(c) <= 0x20;
    out += reserved ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) noexcept {
  gold += other.gold;
  predicted += other.predicted;
  correct += other.correct;
  return *this;
}

std::optional<double> Counts::precision() const noexcept { return ratio(correct, predicted); }
std::optional<double> Counts::recall() const noexcept { return ratio(correct, gold); }
std::optional<double> Counts::f1() const noexcept {
  // conlleval may credit a chunk to the type that it ended with, which gold need not have.
  const bool one_sided = gold == 0 || predicted == 0;
  return ratio(one_sided ? 0 : 2 * correct, gold + predicted);
}

void check_lengths(std::size_t index, const SentenceLabels& sentence) {
  if (sentence.gold.size() == sentence.predicted.size()) return;
  throw Error(
      ErrorKind::kData,
      fmt::format("sentence {}: expected one predicted label for each of {} words, found {}",
                  index + 1, sentence.gold.size(), sentence.predicted.size()));
}

void add_up(Score& score) {
  for (const auto& sentence : score.sentences) {
    for (const auto& [type, counts] : sentence) {
      score.types[type] += counts;
      score.overall += counts;
    }
  }
}

Score score_conlleval(std::span<const SentenceLabels> sentences) {
  Counter counter(sentences.size());
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    check_lengths(i, sentences[i]);
    counter.add_sentence(i, sentences[i]);
  }
  return counter.finish();
}

std::string signature(const Score& score, const SignatureParts& parts) {
  std::string types;
  for (const auto& [type, counts] : score.types)
    if (counts.gold > 0) types += (types.empty() ? "" : "+") + escape(type);
  std::string text = fmt::format("f1|avg:micro|mode:{}", parts.mode);
  if (!parts.scheme.empty()) text += "|scheme:" + parts.scheme;
  if (!parts.zero_division.empty()) text += "|zero_division:" + parts.zero_division;
  text += "|repair:none|types:" + types;

  const std::size_t slash = parts.data.rfind('/');
  const std::string name = parts.data.substr(0, slash);
  if (!parts.data.empty() || !parts.digest.empty()) text += "|data:" + escape(name);
  if (!parts.digest.empty()) text += "@" + parts.digest.substr(0, 8);
  if (slash != std::string::npos) text += "|split:" + escape(parts.data.substr(slash + 1));
  if (!parts.language.empty()) text += "|lang:" + escape(parts.language);
  return text + "|v:" + kScorerVersion;
}

}  // namespace xner::score
