// See semeval.hpp.
#include "harness/score/semeval.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace xner::score {
namespace {

/// What a pairing is worth, compared from the first: pairs, equal borders, equal types, both.
using Worth = std::array<std::int64_t, 4>;

Worth operator+(const Worth& a, const Worth& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]};
}

Worth worth_of(const Span& a, const Span& b) {
  const std::int64_t exact = a.first == b.first && a.last == b.last ? 1 : 0;
  const std::int64_t typed = a.type == b.type ? 1 : 0;
  return {1, exact, typed, exact * typed};
}

/// The best pairing whose predicted entities are among the first n, for every n (Fenwick 1994).
class PrefixBest {
 public:
  explicit PrefixBest(std::size_t size) : tree_(size + 1) {}

  [[nodiscard]] Worth among_first(std::size_t count) const {
    Worth best{};
    for (; count > 0; count -= count & (~count + 1)) best = std::max(best, tree_[count]);
    return best;
  }

  void offer(std::size_t index, const Worth& worth) {
    for (std::size_t n = index + 1; n < tree_.size(); n += n & (~n + 1))
      tree_[n] = std::max(tree_[n], worth);
  }

 private:
  std::vector<Worth> tree_;
};

/// Both columns are ascending by `first` and by `last`, so the partners of a span are neighbours.
Worth best_pairing(const std::vector<Span>& gold, const std::vector<Span>& predicted) {
  PrefixBest best(predicted.size());
  std::size_t begin = 0;
  for (const Span& span : gold) {
    while (begin < predicted.size() && predicted[begin].last < span.first) ++begin;
    std::size_t end = begin;
    while (end < predicted.size() && predicted[end].first <= span.last) ++end;
    for (; end > begin; --end)  // downwards, so that this span is not in what it is added to
      best.offer(end - 1, best.among_first(end - 1) + worth_of(span, predicted[end - 1]));
  }
  return best.among_first(predicted.size());
}

std::optional<double> ratio(std::int64_t halves, std::int64_t whole) noexcept {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(halves) / (2 * static_cast<double>(whole));
}

}  // namespace

std::int64_t SemevalCounts::possible() const noexcept {
  return correct + incorrect + partial + missed;
}
std::int64_t SemevalCounts::actual() const noexcept {
  return correct + incorrect + partial + spurious;
}
std::optional<double> SemevalCounts::precision() const noexcept {
  return ratio(2 * correct + partial, actual());
}
std::optional<double> SemevalCounts::recall() const noexcept {
  return ratio(2 * correct + partial, possible());
}
std::optional<double> SemevalCounts::f1() const noexcept {
  return ratio(2 * (2 * correct + partial), actual() + possible());
}

Semeval semeval(const ColumnSpans& gold, const ColumnSpans& predicted) {
  const auto [pairs, exact, typed, both] = best_pairing(gold.spans, predicted.spans);
  const std::int64_t missed = static_cast<std::int64_t>(gold.spans.size()) - pairs;
  const std::int64_t spurious = static_cast<std::int64_t>(predicted.spans.size()) - pairs;
  return {{both, pairs - both, 0, missed, spurious},
          {exact, pairs - exact, 0, missed, spurious},
          {exact, 0, pairs - exact, missed, spurious},
          {typed, pairs - typed, 0, missed, spurious}};
}

}  // namespace xner::score
