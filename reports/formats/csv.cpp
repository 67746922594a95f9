// See csv.hpp.
#include "reports/formats/csv.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reports/formats/table.hpp"

namespace xner::reports {
namespace {

constexpr std::array<std::string_view, 11> kFormulaBeginnings{"=",  "+",  "-",  "@",  "\t", "\r",
                                                              "\n", "＝", "＋", "－", "＠"};

}  // namespace

void CsvWriter::cell(std::string_view plain) {
  if (!first_) csv_ += ',';
  const bool begins_line = first_;
  first_ = false;
  // At the beginning of a line, "::" would command the host of a CI job.
  const bool quoted = plain.find_first_of(",\"\r\n") != plain.npos ||
                      (begins_line && plain.find("::") != plain.npos);
  if (!quoted) {
    csv_ += plain;
    return;
  }
  csv_ += '"';
  for (const char c : plain) {
    if (c == '"') csv_ += '"';
    csv_ += c;
  }
  csv_ += '"';
}

CsvWriter& CsvWriter::text(std::string_view data) {
  const bool formula = std::ranges::any_of(
      kFormulaBeginnings, [&](std::string_view begin) { return data.starts_with(begin); });
  cell((formula ? "'" : "") + terminal_text(data));
  return *this;
}

CsvWriter& CsvWriter::number(std::optional<double> value) {
  cell(value ? fmt::format("{}", *value) : "");
  return *this;
}

CsvWriter& CsvWriter::number(std::int64_t value) {
  cell(std::to_string(value));
  return *this;
}

CsvWriter& CsvWriter::number(std::uint64_t value) {
  cell(std::to_string(value));
  return *this;
}

CsvWriter& CsvWriter::end_row() {
  csv_ += "\r\n";
  first_ = true;
  return *this;
}

}  // namespace xner::reports
