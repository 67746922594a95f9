// See training_set.hpp.
#include "harness/nn/training_set.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/data/pairs.hpp"

namespace xner::nn {
namespace {

std::vector<TrainingUnit> one_a_sentence(std::size_t sentences) {
  std::vector<TrainingUnit> units(sentences);
  for (std::size_t s = 0; s < sentences; ++s) units[s].source = static_cast<std::int64_t>(s);
  return units;
}

}  // namespace

std::vector<TrainingUnit> pair_units(const data::TextCorpus& source,
                                     const data::TextCorpus& translations, MissingPartner missing) {
  auto units = one_a_sentence(source.sentences.size());
  const auto partner_of = data::partners(source, translations);
  for (std::size_t t = 0; t < partner_of.size(); ++t) {
    const auto sentence = static_cast<std::int64_t>(source.sentences.size() + t);
    if (partner_of[t] >= 0)
      units[partner_of[t]].translation = sentence;
    else
      units.push_back({-1, sentence});
  }
  if (missing == MissingPartner::kDrop)
    std::erase_if(units,
                  [](const TrainingUnit& unit) { return unit.source < 0 || unit.translation < 0; });
  return units;
}

TrainingSet::TrainingSet(const text::EncodedCorpus& windows,
                         std::vector<std::vector<data::LabelId>> labels)
    : TrainingSet(windows, std::move(labels), one_a_sentence(windows.sentences)) {}

TrainingSet::TrainingSet(const text::EncodedCorpus& windows,
                         std::vector<std::vector<data::LabelId>> labels,
                         std::vector<TrainingUnit> units)
    : windows_(windows.sentences), labels_(std::move(labels)), units_(std::move(units)) {
  for (const text::Window& window : windows.windows) windows_[window.sentence].push_back(&window);
}

std::int64_t TrainingSet::sentences(std::span<const std::int64_t> units) const {
  std::int64_t count = 0;
  for (const std::int64_t unit : units)
    count += (units_[unit].source >= 0 ? 1 : 0) + (units_[unit].translation >= 0 ? 1 : 0);
  return count;
}

std::vector<BatchItem> TrainingSet::items(std::span<const std::int64_t> units) const {
  std::vector<BatchItem> items;
  const auto add = [&](std::int64_t sentence, std::int64_t pair, std::int32_t side) {
    if (sentence < 0) return;
    bool continues = false;
    for (const text::Window* window : windows_[sentence]) {
      items.push_back(
          {window, labels_.empty() ? nullptr : &labels_[sentence], pair, side, continues});
      continues = true;
    }
  };
  for (std::size_t place = 0; place < units.size(); ++place) {
    const TrainingUnit& unit = units_[units[place]];
    const bool both = unit.source >= 0 && unit.translation >= 0;
    const std::int64_t pair = both ? static_cast<std::int64_t>(place) : -1;
    add(unit.source, pair, 0);
    add(unit.translation, pair, 1);
  }
  return items;
}

std::vector<std::vector<data::LabelId>> model_labels(const data::LabelledCorpus& corpus,
                                                     const std::vector<std::string>& labels) {
  std::vector<data::LabelId> id_of;  // corpus label id -> model label id
  for (const std::string& name : corpus.label_set.names()) {
    const auto found = std::find(labels.begin(), labels.end(), name);
    if (found == labels.end())
      throw Error(ErrorKind::kData, fmt::format("corpus '{}' has the label {}, the model has not",
                                                corpus.text.name, name));
    id_of.push_back(static_cast<data::LabelId>(found - labels.begin()));
  }
  auto mapped = corpus.labels;
  for (auto& sentence : mapped)
    for (data::LabelId& label : sentence) label = label == data::kIgnored ? label : id_of[label];
  return mapped;
}

}  // namespace xner::nn
