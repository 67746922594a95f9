// See gate_margins.hpp.
#include "reports/gate/gate_margins.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/config/reader.hpp"

namespace xner::reports {
namespace {

struct Unit {
  const char* name;
  double most;
};
constexpr Unit kPoints{"points of F1", 100};
constexpr Unit kPercent{"percent", 1000};

/// The key `margin` of a table, where it is set.
std::optional<double> read_margin(config::TableReader& table, const Unit& unit) {
  const config::Node* node = table.take("margin");
  if (node == nullptr) return std::nullopt;
  double value = -1;
  if (const auto* exact = std::get_if<double>(&node->value)) value = *exact;
  if (const auto* whole = std::get_if<std::int64_t>(&node->value))
    value = static_cast<double>(*whole);
  if (value >= 0 && value <= unit.most) return value;
  const std::string key = table.full_name("margin");
  config::refuse_value(key, fmt::format("0 to {} {}", unit.most, unit.name), *node,
                       fmt::format("such as {}=1.5", key));
}

/// [f1.targets] or [f1.methods].
std::map<std::string, double> read_named(const config::Node& node, const std::string& path,
                                         const std::set<std::string>& known) {
  std::map<std::string, double> margins;
  const config::TableReader names(node, path);
  for (const auto& [name, table] : names.entries()) {
    if (!known.contains(name)) {
      const std::vector<std::string> candidates(known.begin(), known.end());
      throw Error(ErrorKind::kUsage,
                  fmt::format("{}: the baseline has no '{}'", path, shortened(name)), table.place,
                  nearest_hint(name, candidates));
    }
    config::TableReader reader(table, names.full_name(name));
    const auto margin = read_margin(reader, kPoints);
    reader.finish();
    if (margin) margins[name] = *margin;
  }
  return margins;
}

/// [time] or [instructions].
void read_percent(config::TableReader& top, const char* name, double& margin) {
  const config::Node* node = top.take(name);
  if (node == nullptr) return;
  config::TableReader table(*node, name);
  if (const auto percent = read_margin(table, kPercent)) margin = *percent;
  table.finish();
}

}  // namespace

double Margins::of(const record::RunId& cell) const {
  if (const auto at = targets.find(cell.target); at != targets.end()) return at->second;
  if (const auto at = methods.find(cell.method); at != methods.end()) return at->second;
  return f1;
}

Margins read_margins(const config::Node& root, const KnownNames& known) {
  Margins margins;
  config::TableReader top(root, "");
  if (const config::Node* node = top.take("f1")) {
    config::TableReader f1(*node, "f1");
    if (const auto margin = read_margin(f1, kPoints)) margins.f1 = *margin;
    if (const auto* targets = f1.take("targets"))
      margins.targets = read_named(*targets, "f1.targets", known.targets);
    if (const auto* methods = f1.take("methods"))
      margins.methods = read_named(*methods, "f1.methods", known.methods);
    f1.finish();
  }
  read_percent(top, "time", margins.time);
  read_percent(top, "instructions", margins.instructions);
  top.finish();
  return margins;
}

}  // namespace xner::reports
