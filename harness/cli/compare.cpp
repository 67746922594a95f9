// See compare.hpp.
#include "harness/cli/compare.hpp"

#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/cli/verb.hpp"
#include "reports/compare/comparison.hpp"

namespace xner::cli {
namespace fs = std::filesystem;
namespace {

using reports::Side;
using Methods = std::map<std::string, std::vector<record::FoundRun>>;

void check_options(const CompareOptions& options) {
  check_choice("--format", options.format, {"text", "markdown", "json"});
  if (options.resamples < 100 || options.resamples > 10'000'000)
    throw Error(ErrorKind::kUsage,
                fmt::format("--resamples: expected 100 to 10000000, found {}", options.resamples));
  if (!(options.alpha > 0 && options.alpha < 1))
    throw Error(ErrorKind::kUsage,
                fmt::format("--alpha: expected a level between 0 and 1, found {}", options.alpha),
                {}, "0.05 is usual");
  if (options.sentences < 0 || options.sentences > 1000)
    throw Error(ErrorKind::kUsage,
                fmt::format("--sentences: expected 0 to 1000, found {}", options.sentences));
  const std::size_t number = options.what.size();
  if (number == 2 || (number == 3 && options.gold.empty())) return;
  throw Error(ErrorKind::kUsage,
              options.gold.empty()
                  ? fmt::format("expected FOLDER A B or A B, found {} names", number)
                  : fmt::format("--gold: expected two prediction files, found {}", number),
              {}, "xner compare --help shows the forms");
}

std::vector<std::string> names_of(const Methods& methods) {
  std::vector<std::string> names;
  for (const auto& [name, runs] : methods)
    if (!name.empty()) names.push_back(name);
  return names;
}

/// Records that cannot be read belong to no side that is known.
void say_unreadable(const Methods& methods, std::ostream& notes) {
  if (const auto at = methods.find(""); at != methods.end())
    for (const record::FoundRun& run : at->second)
      notes << "note: left out: " << run.problem << "\n";
}

/// @param name a method, or method/variant; the variant "base" may be said.
Side method_side(const Methods& methods, std::string name, const std::string& folder) {
  if (name.ends_with("/base")) name.resize(name.size() - 5);
  if (const auto at = methods.find(name); at != methods.end() && !name.empty())
    return reports::load_side(name, at->second);
  const auto names = names_of(methods);
  throw Error(ErrorKind::kUsage, fmt::format("expected a method of {}, found '{}'", folder, name),
              {}, nearest_hint(name, names));
}

std::string without_slash(const std::string& path) {
  const fs::path folder(path);
  return folder.has_filename() ? path : folder.parent_path().string();
}

/// A folder's runs, which have to be of one method.
struct FolderSide {
  std::string method;
  Methods methods;
};

std::optional<FolderSide> folder_side(const std::string& folder, std::ostream& notes) {
  FolderSide side{"", reports::runs_by_method(folder)};
  say_unreadable(side.methods, notes);
  const auto names = names_of(side.methods);
  if (names.empty()) {
    notes << fmt::format("no run in {}\n", folder);
    return std::nullopt;
  }
  if (names.size() > 1)
    throw Error(
        ErrorKind::kUsage,
        fmt::format("expected runs of one method in {}, found {}", folder, fmt::join(names, ", ")),
        {}, fmt::format("xner compare {} {} {}", folder, names[0], names[1]));
  side.method = names.front();
  return side;
}

std::optional<std::pair<Side, Side>> folders(const CompareOptions& options, std::ostream& notes) {
  const std::string a = without_slash(options.what[0]), b = without_slash(options.what[1]);
  const auto side_a = folder_side(a, notes), side_b = folder_side(b, notes);
  if (!side_a || !side_b) return std::nullopt;
  const bool same = side_a->method == side_b->method;  // then the folders tell them apart
  return std::pair{
      reports::load_side(same ? a : side_a->method, side_a->methods.at(side_a->method)),
      reports::load_side(same ? b : side_b->method, side_b->methods.at(side_b->method))};
}

std::optional<std::pair<Side, Side>> methods(const CompareOptions& options, std::ostream& notes) {
  const std::string folder = without_slash(options.what[0]);
  const Methods all = reports::runs_by_method(folder);
  say_unreadable(all, notes);
  if (names_of(all).empty()) {
    notes << fmt::format("no run in {}\n", folder);
    return std::nullopt;
  }
  return std::pair{method_side(all, options.what[1], folder),
                   method_side(all, options.what[2], folder)};
}

std::pair<Side, Side> predictions(const CompareOptions& options) {
  const auto read = [](const std::string& file) {
    return score::read_column_file(file, score::LabelColumns::kOne);
  };
  const score::ColumnFile gold = read(options.gold);
  return {reports::predicted_side(gold, read(options.what[0])),
          reports::predicted_side(gold, read(options.what[1]))};
}

}  // namespace

int run_compare(const CompareOptions& options, std::ostream& out, std::ostream& notes) {
  check_options(options);
  const auto sides = !options.gold.empty()      ? std::optional(predictions(options))
                     : options.what.size() == 2 ? folders(options, notes)
                                                : methods(options, notes);
  if (!sides) return kNothingSelectedExit;
  const reports::Comparison comparison =
      reports::compare(sides->first, sides->second,
                       {options.resamples, options.seed, options.alpha, options.pair_seeds,
                        options.buckets, static_cast<std::size_t>(options.sentences)});
  if (options.format == "json")
    out << reports::comparison_to_json(comparison)
               .dump(2, ' ', false, record::Json::error_handler_t::replace)
        << "\n";
  else if (options.format == "markdown")
    out << reports::comparison_to_markdown(comparison);
  else
    out << reports::comparison_to_terminal(comparison, options.colour);
  return 0;
}

}  // namespace xner::cli
