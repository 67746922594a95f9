// See descriptor.hpp.
#include "harness/data/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/base/nearest.hpp"
#include "harness/data/labels.hpp"
#include "harness/data/toml_table.hpp"

namespace xner::data {
namespace {

const std::vector<std::string> kSharedKeys{"types", "licence", "parallel",  "format",
                                           "files", "counts",  "published", "sha256"};
const std::vector<std::string> kFamilyKeys{"title",  "citation",  "url",
                                           "obtain", "generator", "parts"};
const std::vector<std::string> kPartKeys{"language", "stem", "splits"};

std::vector<std::string> join(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Separator separator_of(const TomlTable& table, const std::string& name) {
  if (name == "auto") return Separator::kAuto;
  if (name == "tab") return Separator::kTab;
  if (name == "space") return Separator::kSpace;
  table.fail("separator", fmt::format("expected 'auto', 'tab' or 'space', found '{}'", name));
}

int column_of(const TomlTable& table, const std::string& key, std::int64_t value) {
  if (value < -64 || value > 64)
    table.fail(key, fmt::format("expected a column from -64 to 64, found {}", value));
  return static_cast<int>(value);
}

/// The keys of a [format] table over what the format says already.
void apply_format(const TomlTable& table, ColumnFormat& format) {
  table.allow_only({"separator", "columns", "word", "label", "scheme", "strict", "comment",
                    "word_prefix", "repair"});
  if (const auto name = table.string("separator")) format.separator = separator_of(table, *name);
  if (const auto value = table.integer("columns"))
    format.columns = column_of(table, "columns", *value);
  if (const auto value = table.integer("word")) format.word = column_of(table, "word", *value);
  if (const auto value = table.integer("label")) format.label = column_of(table, "label", *value);
  if (format.columns < 0)
    table.fail("columns", "expected a number of columns, or 0 for as many as the first row has");
  if (format.word == 0)
    table.fail("word", "expected a column from 1, or from -1 for the last, found 0");
  if (const auto name = table.string("scheme")) {
    const auto scheme = scheme_from_name(*name);
    if (!scheme)
      table.fail("scheme",
                 fmt::format("expected iob1, iob2, ioe1, ioe2, iobes or bilou, found '{}'", *name));
    format.scheme = *scheme;
  }
  format.strict = table.boolean("strict").value_or(format.strict);
  format.repair_utf8 = table.boolean("repair").value_or(format.repair_utf8);
  format.comment = table.string("comment").value_or(format.comment);
  format.word_prefix = table.string("word_prefix").value_or(format.word_prefix);
}

/// What a family says for all its parts and a part may say otherwise.
struct Shared {
  std::string licence;
  std::string parallel;
  ColumnFormat format;
  std::vector<SplitDescriptor> splits;  ///< files still with {part}, {stem} and {split} in them
};

SplitDescriptor& split_named(const TomlTable& table, const std::string& name,
                             std::vector<SplitDescriptor>& splits) {
  const auto at = std::find_if(splits.begin(), splits.end(),
                               [&](const auto& split) { return split.name == name; });
  if (at != splits.end()) return *at;
  std::vector<std::string> known;
  for (const auto& split : splits) known.push_back(split.name);
  table.fail(name, fmt::format("unknown split '{}'", name), nearest_hint(name, known));
}

void apply_counts(const TomlTable& table, std::vector<SplitDescriptor>& splits,
                  std::optional<SplitCounts> SplitDescriptor::*member) {
  for (const auto& name : table.keys()) {
    const auto pair = table.integers(name);
    if (pair->size() != 2 || pair->front() < 0 || pair->back() < 0)
      table.fail(name, fmt::format("expected [sentences, entities] under '{}'", name));
    split_named(table, name, splits).*member = SplitCounts{static_cast<std::size_t>(pair->front()),
                                                           static_cast<std::size_t>(pair->back())};
  }
}

void apply_digests(const TomlTable& table, std::vector<SplitDescriptor>& splits) {
  for (const auto& name : table.keys()) {
    const std::string digest = table.required_string(name);
    if (digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos)
      table.fail(name, fmt::format("expected 64 lower-case hexadecimal digits under '{}'", name));
    split_named(table, name, splits).sha256 = digest;
  }
}

void apply_files(const TomlTable& table, std::vector<SplitDescriptor>& splits) {
  for (const auto& name : table.keys()) {
    const std::filesystem::path file = table.required_string(name);
    const bool climbs = std::find(file.begin(), file.end(), "..") != file.end();
    if (file.is_absolute() || climbs)
      table.fail(name,
                 fmt::format("expected a path inside the data root, found '{}'", file.string()));
    const auto at = std::find_if(splits.begin(), splits.end(),
                                 [&](const auto& split) { return split.name == name; });
    if (at == splits.end())
      splits.push_back({name, file, {}, {}, {}});
    else
      at->file = file;
  }
}

void keep_splits(const TomlTable& table, std::vector<SplitDescriptor>& splits) {
  const auto kept = table.strings("splits");
  if (!kept) return;
  const bool declares = splits.empty();  // a generated family has no files to choose from
  std::vector<SplitDescriptor> out;
  for (const auto& name : *kept)
    out.push_back(declares ? SplitDescriptor{name, {}, {}, {}, {}}
                           : split_named(table, name, splits));
  splits = std::move(out);
}

void apply_shared(const TomlTable& table, Shared& shared) {
  shared.licence = table.string("licence").value_or(shared.licence);
  shared.parallel = table.string("parallel").value_or(shared.parallel);
  if (const auto format = table.table("format")) apply_format(*format, shared.format);
  if (const auto types = table.strings("types")) {
    shared.format.types.assign(types->begin(), types->end());
    try {
      (void)LabelSet(shared.format.types);
    } catch (const Error& error) {
      table.fail("types", error.message());
    }
  }
  if (const auto files = table.table("files")) apply_files(*files, shared.splits);
  keep_splits(table, shared.splits);
  if (const auto counts = table.table("counts"))
    apply_counts(*counts, shared.splits, &SplitDescriptor::counts);
  if (const auto counts = table.table("published"))
    apply_counts(*counts, shared.splits, &SplitDescriptor::published);
  if (const auto digests = table.table("sha256")) apply_digests(*digests, shared.splits);
}

std::string filled(std::string text, std::string_view variable, const std::string& value) {
  for (auto at = text.find(variable); at != std::string::npos;
       at = text.find(variable, at + value.size()))
    text.replace(at, variable.size(), value);
  return text;
}

PartDescriptor read_part(const TomlTable& table, const std::string& name, Shared shared) {
  table.allow_only(join(kSharedKeys, kPartKeys));
  apply_shared(table, shared);
  const std::string stem = table.string("stem").value_or(name);
  for (auto& split : shared.splits)
    split.file = filled(filled(filled(split.file.string(), "{part}", name), "{stem}", stem),
                        "{split}", split.name);
  shared.format.word_prefix = filled(shared.format.word_prefix, "{part}", name);
  return {name,           table.string("language").value_or(name),
          shared.licence, shared.parallel,
          shared.format,  std::move(shared.splits)};
}

void check_name(const TomlTable& table, const std::string& key, const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
  if (!plain)
    table.fail(key,
               fmt::format("expected a name of letters, digits, '_' and '-', found '{}'", name));
}

}  // namespace

Descriptor load_descriptor(const std::filesystem::path& file) {
  const toml::table parsed = parse_toml(file.string(), kMaxDescriptorBytes);
  const TomlTable table(parsed, file.string());
  table.allow_only(join(kSharedKeys, kFamilyKeys));
  Descriptor out;
  out.family = file.stem().string();
  out.title = table.required_string("title");
  out.citation = table.string("citation").value_or("");
  out.url = table.string("url").value_or("");
  out.obtain = table.string("obtain").value_or("");
  out.generator = table.string("generator").value_or("");
  if (!out.generator.empty() && out.generator != "sample")
    table.fail("generator", fmt::format("expected 'sample', found '{}'", out.generator));
  Shared shared;
  apply_shared(table, shared);
  const TomlTable parts = table.required_table("parts");
  for (const auto& name : parts.keys()) {
    check_name(parts, name, name);
    out.parts.push_back(read_part(parts.required_table(name), name, shared));
    for (const auto& split : out.parts.back().splits) {
      check_name(parts, name, split.name);
      if (split.file.empty() == out.generator.empty())
        parts.fail(name, fmt::format("expected a file for the split '{}', or a generated family",
                                     split.name));
    }
  }
  return out;
}

}  // namespace xner::data
