// Comma-separated values by RFC 4180, with text that no spreadsheet takes for a formula.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xner::reports {

/// Rows of cells, in the order of the calls; the caller writes as many in each row.
class CsvWriter {
 public:
  /// Data: flattened to one line, quoted where needed. What begins with = + - @ (or their wide
  /// forms), a tab or a line break gets an apostrophe in front (OWASP).
  CsvWriter& text(std::string_view data);
  /// Shortest digits that read back as the same number; nothing as an empty cell.
  CsvWriter& number(std::optional<double> value);
  CsvWriter& number(std::int64_t value);
  /// A seed: up to 2^64 - 1.
  CsvWriter& number(std::uint64_t value);
  CsvWriter& end_row();

  [[nodiscard]] const std::string& csv() const noexcept { return csv_; }

 private:
  void cell(std::string_view plain);

  std::string csv_;
  bool first_ = true;
};

}  // namespace xner::reports
