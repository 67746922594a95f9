// See ci_hosts.hpp.
#include "reports/gate/ci_hosts.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "reports/formats/markup.hpp"
#include "reports/formats/table.hpp"

namespace xner::reports {
namespace {

/// The element inside the test case.
const char* junit_element(HostOutcome outcome) noexcept {
  switch (outcome) {
    case HostOutcome::kFailure:
      return "failure";
    case HostOutcome::kError:
      return "error";
    case HostOutcome::kInconclusive:
      return "skipped";
    default:
      return "system-out";
  }
}

/// Of a suite, which its only parent has as well.
Attributes junit_counts(const std::string& name, const std::vector<HostItem>& items) {
  std::map<std::string, std::size_t> counts;
  for (const HostItem& item : items) ++counts[junit_element(item.outcome)];
  return {{"name", name},
          {"tests", fmt::format("{}", items.size())},
          {"failures", fmt::format("{}", counts["failure"])},
          {"errors", fmt::format("{}", counts["error"])},
          {"skipped", fmt::format("{}", counts["skipped"])}};
}

/// Of a workflow command: the data after "::", or a property's value.
std::string command_text(std::string_view text, bool property) {
  std::string out;
  for (const char c : terminal_text(text)) {
    const bool escaped = c == '%' || (property && (c == ':' || c == ','));
    out += escaped ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string annotations(const char* kind, const std::vector<const HostItem*>& all) {
  std::string out;
  const std::size_t shown = std::min(all.size(), kAnnotations);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool cut = i + 1 == shown && all.size() > shown;
    out += fmt::format(
        "::{} title={}::{}{}\n", kind,
        command_text(fmt::format("{}: {}", all[i]->kind, all[i]->title), true),
        command_text(all[i]->text, false),
        cut ? fmt::format(" (and {} more of this kind: see the summary)", all.size() - shown) : "");
  }
  return out;
}

}  // namespace

HostOutcome host_outcome(Verdict verdict, const FailOn& fail_on) noexcept {
  switch (verdict) {
    case Verdict::kRegression:
      return HostOutcome::kFailure;
    case Verdict::kMissing:
      return HostOutcome::kError;
    case Verdict::kInconclusive:
      return fail_on.inconclusive ? HostOutcome::kFailure : HostOutcome::kInconclusive;
    case Verdict::kImprovement:
      return fail_on.improvement ? HostOutcome::kFailure : HostOutcome::kNotice;
    case Verdict::kPass:
    case Verdict::kIdentical:
      break;
  }
  return HostOutcome::kPassed;
}

std::string to_junit(const std::string& suite, const std::vector<HostItem>& items) {
  Markup xml;
  xml.open("testsuites", junit_counts("xner gate", items)).line_break();
  xml.open("testsuite", junit_counts(suite, items)).line_break();
  for (const HostItem& item : items) {
    const std::string element = junit_element(item.outcome), text = item.kind + ": " + item.text;
    xml.open("testcase", {{"classname", item.group}, {"name", item.name}});
    // Hosts show the message, the text, or both.
    if (element == "system-out")
      xml.leaf(element.c_str(), text);
    else
      xml.leaf(element.c_str(), text, {{"type", item.kind}, {"message", text}});
    xml.close("testcase").line_break();
  }
  xml.close("testsuite").line_break().close("testsuites").line_break();
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml.markup();
}

std::string to_github(const std::string& headline, const std::vector<HostItem>& items) {
  std::vector<const HostItem*> errors, warnings, notices;
  for (const HostItem& item : items) {
    if (item.outcome == HostOutcome::kFailure || item.outcome == HostOutcome::kError)
      errors.push_back(&item);
    else if (item.outcome == HostOutcome::kInconclusive)
      warnings.push_back(&item);
    else if (item.outcome == HostOutcome::kNotice)
      notices.push_back(&item);
  }
  return "xner gate: " + terminal_text(headline) + "\n" + annotations("error", errors) +
         annotations("warning", warnings) + annotations("notice", notices);
}

}  // namespace xner::reports
