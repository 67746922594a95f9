// See averages.hpp.
#include "harness/score/averages.hpp"

namespace xner::score {
namespace {

/// One weighted mean, undefined as soon as one of its parts is.
class Mean {
 public:
  void add(const std::optional<double>& value, double weight) {
    if (weight == 0) return;
    defined_ = defined_ && value.has_value();
    sum_ += weight * value.value_or(0);
    weights_ += weight;
  }

  [[nodiscard]] std::optional<double> value() const {
    if (!defined_ || weights_ == 0) return std::nullopt;
    return sum_ / weights_;
  }

 private:
  double sum_ = 0;
  double weights_ = 0;
  bool defined_ = true;
};

class MeanValues {
 public:
  void add(const Values& values, double weight) {
    precision_.add(values.precision, weight);
    recall_.add(values.recall, weight);
    f1_.add(values.f1, weight);
  }

  [[nodiscard]] Values values() const { return {precision_.value(), recall_.value(), f1_.value()}; }

 private:
  Mean precision_;
  Mean recall_;
  Mean f1_;
};

template <class AnyCounts>
Values values_of(const AnyCounts& counts, ZeroDivision zero_division) {
  const auto defined = [&](const std::optional<double>& value) {
    return value ? value : zero_division;
  };
  return {defined(counts.precision()), defined(counts.recall()), defined(counts.f1())};
}

}  // namespace

Values values(const Counts& counts, ZeroDivision zero_division) {
  return values_of(counts, zero_division);
}

Values values(const SemevalCounts& counts, ZeroDivision zero_division) {
  return values_of(counts, zero_division);
}

Averages averages(const Score& score, ZeroDivision zero_division) {
  MeanValues macro_gold, macro_union, weighted;
  for (const auto& [type, counts] : score.types) {
    const Values of_type = values(counts, zero_division);
    macro_gold.add(of_type, counts.gold > 0 ? 1 : 0);
    macro_union.add(of_type, 1);
    weighted.add(of_type, static_cast<double>(counts.gold));
  }
  Averages result{values(score.overall, zero_division), macro_gold.values(), macro_union.values(),
                  weighted.values()};
  if (score.overall.gold == 0 && zero_division) {  // no weight at all: seqeval falls back on micro
    result.weighted = result.micro;
  }
  return result;
}

}  // namespace xner::score
