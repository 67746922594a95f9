// See translation_files.hpp.
#include "plugins/mulda/translation_files.hpp"

#include <charconv>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/data/line_reader.hpp"

namespace mulda {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& file, std::size_t line, const std::string& message,
                       std::size_t column = 0) {
  throw xner::Error(xner::ErrorKind::kData, message, xner::Place{file.string(), line, column});
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    fields.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return fields;
}

/// Calls `take` for each line with its fields and number.
void each_line(xner::data::LineReader& reader, const fs::path& file,
               const std::function<void(std::vector<std::string>, std::size_t)>& take) {
  std::string line;
  xner::data::LineDefect defect;
  while (reader.next(line, defect)) {
    if (!defect.message.empty()) fail(file, reader.line(), defect.message, defect.column);
    take(fields_of(line), reader.line());
  }
}

void expect_fields(const fs::path& file, std::size_t line, const std::vector<std::string>& found,
                   std::size_t wanted, const char* names) {
  if (found.size() != wanted)
    fail(
        file, line,
        fmt::format("expected {} fields between tabs ({}), found {}", wanted, names, found.size()));
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::unordered_map<std::string, SentenceLine> read_sentences(const fs::path& file) {
  std::unordered_map<std::string, SentenceLine> sentences;
  xner::data::LineReader reader(file);
  const bool keyed = reader.any_tab_ahead();
  each_line(reader, file, [&](std::vector<std::string> fields, std::size_t line) {
    if (fields.size() == 1 && fields[0].empty()) return;
    if (keyed) expect_fields(file, line, fields, 2, "id, text");
    std::string id = keyed ? std::move(fields[0]) : std::to_string(line);
    if (fields.back().empty()) return;
    if (!sentences.emplace(id, SentenceLine{std::move(fields.back()), line}).second)
      fail(file, line, fmt::format("expected each id once, found '{}' again", xner::shortened(id)));
  });
  return sentences;
}

std::vector<WordLink> parse_alignment(const SentenceLine& line, const fs::path& file,
                                      std::size_t source_words, std::size_t target_words) {
  std::vector<WordLink> links;
  for (std::size_t begin = 0; begin < line.text.size();) {
    const std::size_t end = std::min(line.text.find(' ', begin), line.text.size());
    const std::string_view link = std::string_view(line.text).substr(begin, end - begin);
    begin = end + 1;
    if (link.empty()) continue;
    const std::size_t dash = link.find('-');
    const auto from = number(link.substr(0, dash));
    const auto to = dash == link.npos ? std::nullopt : number(link.substr(dash + 1));
    if (!from || !to)
      fail(file, line.line,
           fmt::format("expected pairs of words such as 0-0, found '{}'", xner::shortened(link)));
    if (*from >= source_words || *to >= target_words)
      fail(file, line.line,
           fmt::format("expected words of sentences of {} and {} words, counted from 0, found '{}'",
                       source_words, target_words, link));
    links.emplace_back(*from, *to);
  }
  return links;
}

std::unordered_map<std::string, TemplatePair> read_templates(const fs::path& file) {
  std::unordered_map<std::string, TemplatePair> pairs;
  xner::data::LineReader reader(file);
  each_line(reader, file, [&](std::vector<std::string> fields, std::size_t line) {
    if (fields.size() == 1 && fields[0].empty()) return;
    expect_fields(file, line, fields, 3, "id, source template, target template");
    if (!pairs.emplace(fields[0], TemplatePair{fields[1], fields[2], line}).second)
      fail(file, line,
           fmt::format("expected each id once, found '{}' again", xner::shortened(fields[0])));
  });
  return pairs;
}

std::unordered_map<std::string, std::map<std::size_t, EntityPair>> read_entities(
    const fs::path& file) {
  std::unordered_map<std::string, std::map<std::size_t, EntityPair>> entities;
  xner::data::LineReader reader(file);
  each_line(reader, file, [&](std::vector<std::string> fields, std::size_t line) {
    if (fields.size() == 1 && fields[0].empty()) return;
    expect_fields(file, line, fields, 5, "id, j, TYPE, source surface, target surface");
    const auto index = number(fields[1]);
    if (!index)
      fail(file, line,
           fmt::format("expected j, the place of an entity in its sentence from 0, found '{}'",
                       xner::shortened(fields[1])));
    const EntityPair pair{fields[2], fields[3], fields[4], line};
    if (!entities[fields[0]].emplace(*index, pair).second)
      fail(file, line,
           fmt::format("expected each entity once, found '{}' {} again", xner::shortened(fields[0]),
                       *index));
  });
  return entities;
}

}  // namespace mulda
