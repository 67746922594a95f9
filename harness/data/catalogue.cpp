// See catalogue.hpp.
#include "harness/data/catalogue.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/data/pairs.hpp"
#include "harness/data/plain_file.hpp"
#include "harness/data/sample.hpp"

namespace xner::data {
namespace fs = std::filesystem;
namespace {

template <typename Item>
const Item& named(const std::vector<Item>& items, const std::string& name,
                  const std::string& what) {
  const auto at =
      std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name == name; });
  if (at != items.end()) return *at;
  std::vector<std::string> known;
  for (const auto& item : items) known.push_back(item.name);
  throw Error(ErrorKind::kUsage, fmt::format("unknown {} '{}'", what, name), {},
              nearest_hint(name, known));
}

bool is_path(const std::string& name) {
  return name == "-" || name.starts_with("/") || name.starts_with("./") || name.starts_with("../");
}

}  // namespace

std::optional<CorpusReference> CorpusReference::parse(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    if (parts.back().empty() || parts.back() == "." || parts.back() == "..") return std::nullopt;
    begin = end + 1;
  }
  if (parts.size() != 3) return std::nullopt;
  return CorpusReference{parts[0], parts[1], parts[2]};
}

Catalogue::Catalogue(fs::path descriptors, fs::path root)
    : descriptors_(std::move(descriptors)), root_(std::move(root)) {}

std::vector<std::string> Catalogue::families() const {
  std::error_code failed;
  std::vector<std::string> names;
  for (fs::directory_iterator at(descriptors_, failed), end; !failed && at != end;
       at.increment(failed))
    if (at->path().extension() == ".toml") names.push_back(at->path().stem().string());
  if (failed)
    throw Error(ErrorKind::kIo,
                fmt::format("cannot list the data set descriptors: {}", failed.message()),
                Place{descriptors_.string()});
  std::sort(names.begin(), names.end());
  return names;
}

const Descriptor& Catalogue::family(const std::string& name) const {
  if (const auto at = loaded_.find(name); at != loaded_.end()) return at->second;
  const auto known = families();
  if (!std::binary_search(known.begin(), known.end(), name))
    throw Error(ErrorKind::kUsage, fmt::format("unknown data set family '{}'", name), {},
                nearest_hint(name, known));
  return loaded_.emplace(name, load_descriptor(descriptors_ / (name + ".toml"))).first->second;
}

const PartDescriptor& Catalogue::part(const std::string& family_name,
                                      const std::string& part_name) const {
  return named(family(family_name).parts, part_name, "part of '" + family_name + "'");
}

const SplitDescriptor& Catalogue::split(const CorpusReference& reference) const {
  return named(part(reference.family, reference.part).splits, reference.split,
               "split of '" + reference.family + "/" + reference.part + "'");
}

fs::path Catalogue::file(const CorpusReference& reference) const {
  const fs::path& relative = split(reference).file;
  return relative.empty() ? fs::path() : root_ / relative;
}

bool Catalogue::present(const CorpusReference& reference) const {
  const fs::path path = file(reference);
  std::error_code ignored;
  return path.empty() || fs::is_regular_file(path, ignored);
}

ReadCorpus Catalogue::read(const CorpusReference& reference, bool keep_docstart) const {
  const PartDescriptor& described = part(reference.family, reference.part);
  const fs::path path = file(reference);
  if (path.empty()) return {sample_corpus(described.name, split(reference).name), {}};
  if (!present(reference))
    throw Error(ErrorKind::kUsage, fmt::format("the corpus '{}' is not there", reference.text()),
                Place{path.string()}, family(reference.family).obtain);
  ColumnFormat format = described.format;
  format.keep_docstart = keep_docstart;
  return read_columns(path, reference.text(), described.language, format);
}

std::optional<CorpusReference> Catalogue::known_reference(const std::string& name) const {
  if (is_path(name)) return std::nullopt;
  auto reference = CorpusReference::parse(name);
  if (!reference) return std::nullopt;
  std::error_code ignored;
  const auto known = families();
  if (!std::binary_search(known.begin(), known.end(), reference->family) &&
      fs::exists(name, ignored))
    return std::nullopt;
  return reference;
}

void Catalogue::fail_unknown(const std::string& name) const {
  throw Error(ErrorKind::kUsage,
              fmt::format("expected '<family>/<part>/<split>' or a file, found '{}'", name), {},
              "`xner data list` shows the corpora");
}

LabelledCorpus Catalogue::load(const std::string& name, bool keep_docstart) const {
  if (const auto reference = known_reference(name)) return read(*reference, keep_docstart).corpus;
  if (!is_path(name) && !fs::exists(name)) fail_unknown(name);
  return read_plain_labelled(name).corpus;
}

TextCorpus Catalogue::load_text(const std::string& name, bool keep_docstart) const {
  if (const auto reference = known_reference(name))
    return read(*reference, keep_docstart).corpus.text;
  if (!is_path(name) && !fs::exists(name)) fail_unknown(name);
  return read_plain_text(name);
}

LabelledCorpus Catalogue::load_translations(const std::string& name,
                                            const std::string& source) const {
  LabelledCorpus translations = load(name);
  const auto of = known_reference(name);
  const auto to = known_reference(source);
  PairRule rule = PairRule::kIds;
  if (of && to) {
    const std::string& group = part(of->family, of->part).parallel;
    const bool parallel = of->family == to->family && of->split == to->split && !group.empty() &&
                          group == part(to->family, to->part).parallel;
    if (parallel) rule = PairRule::kOrder;
  } else if (!of && translations.text.sentences.front().source_id.empty()) {
    rule = PairRule::kOrder;
  }
  (void)pair_translations(load_text(source), translations.text, rule);
  return translations;
}

fs::path data_root(const fs::path& configured) {
  if (!configured.empty()) return configured;
  const char* from_environment = std::getenv("XNER_DATA");
  return from_environment != nullptr && *from_environment != '\0' ? fs::path(from_environment)
                                                                  : fs::path("data");
}

}  // namespace xner::data
