// See pairs.hpp.
#include "harness/data/pairs.hpp"

#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::data {

std::size_t pair_translations(const TextCorpus& source, TextCorpus& translations, PairRule rule) {
  const std::size_t size = translations.sentences.size();
  if (rule == PairRule::kOrder) {
    if (source.sentences.size() != size)
      throw Error(
          ErrorKind::kData,
          fmt::format("expected as many translations in '{}' as sentences in '{}' ({}), found {}",
                      translations.name, source.name, source.sentences.size(), size),
          {}, "they are paired by their order");
    for (std::size_t i = 0; i < size; ++i)
      translations.sentences[i].source_id = source.sentences[i].id;
    return size;
  }
  std::unordered_set<std::string_view> ids;
  for (const auto& sentence : source.sentences) ids.insert(sentence.id);
  std::size_t paired = 0;
  for (auto& sentence : translations.sentences) {
    if (sentence.source_id.empty()) sentence.source_id = sentence.id;
    if (ids.contains(sentence.source_id))
      ++paired;
    else
      sentence.source_id.clear();
  }
  if (paired == 0)
    throw Error(
        ErrorKind::kData,
        fmt::format("expected sentences of '{}' that translate sentences of '{}', found none",
                    translations.name, source.name),
        {}, "they are paired by their ids");
  return paired;
}

}  // namespace xner::data
