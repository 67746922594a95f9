// The plan as a graph: see plan_text.hpp.
#include <map>

#include <fmt/format.h>

#include "harness/cli/plan_text.hpp"

namespace xner::cli {
namespace {

/// A quoted string of the DOT language; lines end in "\n", which Graphviz reads.
std::string dot_string(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string stage_label(const flow::PlannedStage& stage) {
  const std::string variant = stage.variant == "base" ? "" : stage.variant + "\n";
  return fmt::format("{}\n{}{}\n{}", stage.spec.method, variant, stage.spec.id,
                     stage.key.substr(0, kShortKey));
}

}  // namespace

std::string plan_dot(const flow::ExperimentPlan& plan, const StoreHas& has) {
  std::string nodes, edges;
  std::map<std::string, std::string> sources;  // digest and name -> node
  for (const auto& stage : plan.stages) {
    const bool stored = has && has(stage.key);
    nodes += fmt::format("  {} [shape=box, label={}{}];\n", dot_string(stage.key),
                         dot_string(stage_label(stage)), stored ? ", style=filled" : "");
    for (const auto& [name, input] : stage.inputs) {
      if (!input.producer.empty()) {
        edges += fmt::format("  {} -> {} [label={}];\n", dot_string(input.producer),
                             dot_string(stage.key), dot_string(input.output));
        continue;
      }
      const auto [at, is_new] =
          sources.emplace(input.from + input.digest, fmt::format("input {}", sources.size() + 1));
      if (is_new)
        nodes += fmt::format("  {} [label={}];\n", dot_string(at->second), dot_string(input.from));
      edges += fmt::format("  {} -> {};\n", dot_string(at->second), dot_string(stage.key));
    }
  }
  return "digraph plan {\n  rankdir=LR;\n" + nodes + edges + "}\n";
}

}  // namespace xner::cli
