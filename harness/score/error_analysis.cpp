// See error_analysis.hpp.
#include "harness/score/error_analysis.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::score {
namespace {

std::size_t shared_words(const Span& a, const Span& b) {
  const std::size_t first = std::max(a.first, b.first), last = std::min(a.last, b.last);
  return first > last ? 0 : last - first + 1;
}

struct Partner {
  std::optional<std::size_t> index{};  ///< in the other column
  std::size_t overlapping = 0;         ///< entities of the other column
};

/// @param from the first of `others` that does not end before `span`; moved there.
Partner find_partner(const Span& span, const std::vector<Span>& others, std::size_t& from) {
  Partner found;
  std::size_t most = 0;
  bool same_type = false;
  while (from < others.size() && others[from].last < span.first) ++from;
  for (std::size_t i = from; i < others.size() && others[i].first <= span.last; ++i) {
    const std::size_t shared = shared_words(span, others[i]);
    if (shared == 0) continue;
    ++found.overlapping;
    const bool same = others[i].type == span.type;
    if (shared < most || (shared == most && (same_type || !same))) continue;
    found.index = i;
    most = shared;
    same_type = same;
  }
  return found;
}

std::vector<Partner> find_partners(const std::vector<Span>& spans,
                                   const std::vector<Span>& others) {
  std::vector<Partner> partners;
  std::size_t from = 0;
  for (const Span& span : spans) partners.push_back(find_partner(span, others, from));
  return partners;
}

Outcome outcome_of(const Span& span, const Span& partner) {
  const bool borders = span.first == partner.first && span.last == partner.last;
  const bool type = span.type == partner.type;
  if (borders) return type ? Outcome::kCorrect : Outcome::kType;
  return type ? Outcome::kBoundary : Outcome::kBoth;
}

Boundary boundary_of(const Span& span, const Span& partner, std::size_t predictions,
                     std::size_t golds) {
  if (predictions > 1) return Boundary::kSplit;
  if (golds > 1) return Boundary::kMerged;
  if (partner.first <= span.first && partner.last >= span.last) return Boundary::kLong;
  if (partner.first >= span.first && partner.last <= span.last) return Boundary::kShort;
  return Boundary::kShifted;
}

std::vector<PairedEntity> paired(const std::vector<Span>& spans, const std::vector<Span>& others,
                                 const std::vector<Partner>& partners) {
  std::vector<PairedEntity> entities;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    PairedEntity& entity = entities.emplace_back(PairedEntity{spans[i]});
    entity.partner = partners[i].index;
    if (entity.partner) entity.outcome = outcome_of(spans[i], others[*entity.partner]);
  }
  return entities;
}

bool has_other_boundaries(Outcome outcome) {
  return outcome == Outcome::kBoundary || outcome == Outcome::kBoth;
}

/// The words of all sentences at the positions that spans count by.
class Places {
 public:
  explicit Places(const TestSet& test) {
    std::size_t pieces = 0;
    for (const auto& words : test.words) {
      for (const auto& word : words) {
        words_.push_back(&word);
        pieces_.push_back(test.pieces.empty() ? 0 : test.pieces[pieces++]);
      }
      words_.push_back(nullptr);  // the end of a sentence
      pieces_.push_back(0);
    }
  }

  [[nodiscard]] std::string surface(const Span& span) const {
    std::string text;
    for (std::size_t at = span.first; at <= span.last && at < words_.size(); ++at) {
      if (words_[at] == nullptr) continue;
      if (!text.empty()) text += ' ';
      text += *words_[at];
    }
    return text;
  }

  [[nodiscard]] std::size_t pieces(const Span& span) const {
    std::size_t sum = 0;
    for (std::size_t at = span.first; at <= span.last && at < pieces_.size(); ++at)
      sum += static_cast<std::size_t>(std::max(pieces_[at], 0));
    return sum;
  }

 private:
  std::vector<const std::string*> words_;
  std::vector<std::int32_t> pieces_;
};

/// The fixed buckets of one kind: one is chosen by its place.
class Kind {
 public:
  Kind(const std::string& by, std::initializer_list<const char*> names) {
    for (const char* name : names) buckets_.push_back({by, name, {}});
  }
  [[nodiscard]] Counts& at(std::size_t place) { return buckets_[place].counts; }
  void move_to(std::vector<Bucket>& all) { std::ranges::move(buckets_, std::back_inserter(all)); }

 private:
  std::vector<Bucket> buckets_;
};

/// The place of the first edge that holds the value, or the place behind them.
std::size_t place_in(std::size_t value, std::initializer_list<std::size_t> edges) {
  std::size_t place = 0;
  for (const std::size_t edge : edges) {
    if (value <= edge) break;
    ++place;
  }
  return place;
}

class Counting {
 public:
  explicit Counting(const TestSet& test) : test_(test), places_(test) {}

  /// Adds to a count of every bucket that the entity is in.
  void add(const Span& span, std::int64_t Counts::*count) {
    const std::size_t words = span.last - span.first + 1;
    ++(types_[std::string(span.type)].*count);
    ++(length_.at(place_in(words, {1, 2, 3})).*count);
    ++(sentence_.at(place_in(test_.words[span.sentence].size(), {10, 20, 40})).*count);
    if (test_.seen != nullptr)
      ++(surface_.at(test_.seen->contains(places_.surface(span)) ? 0 : 1).*count);
    if (!test_.pieces.empty())
      ++(pieces_.at(place_in(places_.pieces(span), {words, 2 * words})).*count);
  }

  [[nodiscard]] std::vector<Bucket> buckets() {
    std::vector<Bucket> all;
    for (const auto& [type, counts] : types_) all.push_back({"type", type, counts});
    length_.move_to(all);
    sentence_.move_to(all);
    if (test_.seen != nullptr) surface_.move_to(all);
    if (!test_.pieces.empty()) pieces_.move_to(all);
    return all;
  }

 private:
  const TestSet& test_;
  Places places_;
  std::map<std::string, Counts> types_;
  Kind length_{"length", {"1", "2", "3", "4+"}};
  Kind sentence_{"sentence", {"1-10", "11-20", "21-40", "41+"}};
  Kind surface_{"surface", {"seen", "unseen"}};
  Kind pieces_{"pieces", {"1", "up to 2", "over 2"}};
};

void check_shapes(std::span<const SentenceLabels> sentences, const TestSet& test) {
  if (test.words.size() != sentences.size())
    throw Error(ErrorKind::kData, fmt::format("expected the words of {} sentences, found {}",
                                              sentences.size(), test.words.size()));
  std::size_t words = 0;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    check_lengths(i, sentences[i]);
    words += sentences[i].gold.size();
    if (test.words[i].size() != sentences[i].gold.size())
      throw Error(ErrorKind::kData, fmt::format("sentence {}: expected {} words, found {}", i + 1,
                                                sentences[i].gold.size(), test.words[i].size()));
  }
  if (!test.pieces.empty() && test.pieces.size() != words)
    throw Error(ErrorKind::kData, fmt::format("expected the pieces of {} words, found those of {}",
                                              words, test.pieces.size()));
}

void count_boundaries(const PairedEntity& entity, const Span& partner, ErrorAnalysis& result) {
  if (!entity.boundary) return;
  const std::size_t side = entity.outcome == Outcome::kBoth ? 1 : 0;
  ++result.boundaries[side][static_cast<std::size_t>(*entity.boundary)];
  const bool start = entity.span.first != partner.first, end = entity.span.last != partner.last;
  ++(start && end ? result.start_and_end : start ? result.start_only : result.end_only);
}

}  // namespace

Pairing pair_entities(const ColumnSpans& gold, const ColumnSpans& predicted) {
  const auto of_gold = find_partners(gold.spans, predicted.spans);
  const auto of_predicted = find_partners(predicted.spans, gold.spans);
  Pairing pairing{paired(gold.spans, predicted.spans, of_gold),
                  paired(predicted.spans, gold.spans, of_predicted)};
  for (std::size_t i = 0; i < pairing.gold.size(); ++i) {
    PairedEntity& entity = pairing.gold[i];
    if (!has_other_boundaries(entity.outcome)) continue;
    entity.boundary =
        boundary_of(entity.span, predicted.spans[*entity.partner], of_gold[i].overlapping,
                    of_predicted[*entity.partner].overlapping);
  }
  return pairing;
}

void Surfaces::add(std::span<const std::string> words, std::span<const std::string> labels) {
  const SentenceLabels sentence{labels, {}};
  const ColumnSpans found = read_spans({&sentence, 1}, &SentenceLabels::gold, {});
  for (const Span& span : found.spans) {
    std::string text;
    for (std::size_t at = span.first; at <= span.last && at < words.size(); ++at)
      text += (text.empty() ? "" : " ") + words[at];
    known_.insert(std::move(text));
  }
}

ErrorAnalysis analyse_errors(std::span<const SentenceLabels> sentences, const TestSet& test) {
  check_shapes(sentences, test);
  const ColumnSpans gold = read_spans(sentences, &SentenceLabels::gold, {});
  const ColumnSpans predicted = read_spans(sentences, &SentenceLabels::predicted, {});
  const Pairing pairing = pair_entities(gold, predicted);
  ErrorAnalysis result;
  Counting counting(test);
  for (const PairedEntity& entity : pairing.gold) {
    ++result.gold[static_cast<std::size_t>(entity.outcome)];
    counting.add(entity.span, &Counts::gold);
    if (entity.outcome == Outcome::kCorrect) counting.add(entity.span, &Counts::correct);
    TypePair types{std::string(entity.span.type), std::nullopt};
    if (entity.partner) {
      const Span& partner = predicted.spans[*entity.partner];
      types.second = std::string(partner.type);
      count_boundaries(entity, partner, result);
    }
    ++result.confusion[std::move(types)];
  }
  for (const PairedEntity& entity : pairing.predicted) {
    ++result.predicted[static_cast<std::size_t>(entity.outcome)];
    counting.add(entity.span, &Counts::predicted);
    if (entity.outcome == Outcome::kAlone)
      ++result.confusion[{std::nullopt, std::string(entity.span.type)}];
  }
  result.buckets = counting.buckets();
  return result;
}

std::string_view outcome_name(Outcome outcome) noexcept {
  constexpr std::array<std::string_view, kOutcomes> kNames{"correct", "type", "boundary", "both",
                                                           "alone"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::string_view boundary_name(Boundary boundary) noexcept {
  constexpr std::array<std::string_view, kBoundaries> kNames{"split", "merged", "long", "short",
                                                             "shifted"};
  return kNames[static_cast<std::size_t>(boundary)];
}

}  // namespace xner::score
