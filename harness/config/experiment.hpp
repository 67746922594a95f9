// An experiment as typed values: what a TOML file of toml/ says, every default filled in, every
// name still its own affair (corpora, methods and conditions are checked by the layers that know
// them; `places` lets them point here). Sweeps are kept as they are written: flow/sweep.hpp, which
// knows the types of parameters, expands them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/config/node.hpp"

namespace xner::config {

using Json = nlohmann::json;

/// A table whose keys another layer knows: [training], [methods.X].
struct OpenTable {
  Json values = Json::object();         ///< by key: a value, or the list of a sweep over it
  std::map<std::string, Place> places;  ///< of each key
  Place place;                          ///< of the table, or of the file if it is not written
};

/// A corpus by reference, "<family>/<part>/<split>", or a column file by absolute path.
struct CorpusChoice {
  std::string reference;
  Place place;
};

/// A file that is no corpus, by absolute path.
struct FileChoice {
  std::string path;
  Place place;
};

/// [data.source]: what is trained on, and what selects the checkpoint.
struct Source {
  CorpusChoice train;
  std::optional<CorpusChoice> dev;  ///< may be absent if no selector and no method needs it
  std::optional<std::int64_t>
      size;  ///< sentences of a nested sample of `train`; all of them if absent
  std::uint64_t sample_seed = 1;  ///< which sample
  /// Of a sweep over `size` or `sample_seed`, else empty; the single value then means nothing.
  std::vector<std::int64_t> sizes{};
  std::vector<std::uint64_t> sample_seeds{};
};

/// [data.targets.<name>]. Only `test` and, for the selector target_dev, `dev` are scored.
struct Target {
  std::string name;
  CorpusChoice test;
  std::optional<CorpusChoice> dev;
  std::optional<CorpusChoice> unlabelled;       ///< text for methods that need it
  std::optional<std::int64_t> unlabelled_size;  ///< sentences of a nested sample of it, drawn with
                                                ///< the source's sample_seed; all of them if
                                                ///< absent
  std::optional<CorpusChoice> translations;     ///< labelled translations of the source's train
  std::map<std::string, FileChoice> files{};    ///< [data.targets.<name>.files]: what else methods
                                                ///< read, by the name that a method gives it
};

/// [limits]: when a stage is given up.
struct Limits {
  double stage_seconds = 0;          ///< wall clock of one stage; 0: none
  double no_progress_seconds = 600;  ///< longest silence of a stage; 0: none
  double memory_gib = 0;             ///< data of a stage on a CPU; 0: none
  double checkpoint_seconds = 300;   ///< training that a kill may cost; 0: all of a stage's
  friend bool operator==(const Limits&, const Limits&) = default;
};

/// [sweep]: what becomes of the configurations that a sweep tries.
struct Sweep {
  std::string choose{};  ///< "source_dev": the report shows each method's best on source dev; "":
                         ///< it shows them all
};

struct Experiment {
  std::filesystem::path
      file{};                 ///< that it was read from, "" if it was not; no part of its meaning
  std::string file_digest{};  ///< SHA-256 of that file as it was written
  std::string name;           ///< folder under runs/; the file's stem if absent
  std::string encoder;        ///< folder (absolute), "hf:<repository>", "random-tiny[-64]",
                              ///< "random:<config.json, absolute>"
  Place encoder_place;
  std::vector<std::uint64_t> seeds{1};
  std::vector<std::string> methods;    ///< in the file's order; each has a table below
  std::string selector = "last";       ///< the one that the report shows
  std::vector<std::string> selectors;  ///< all that are tracked in each training
  std::filesystem::path data_root;     ///< absolute; $XNER_DATA or ./data if absent
  Source source;
  std::vector<Target> targets;  ///< in the file's order
  OpenTable training;           ///< the common conditions (sdk::Conditions, by name)
  std::map<std::string, OpenTable>
      method_tables;  ///< own parameters, and departures from `training`
  Sweep sweep{};
  Limits limits;
  Json published = nullptr;  ///< what a paper reports of its runs (published.hpp), or null; no part
                             ///< of what it is, so to_toml leaves it out
};

inline constexpr std::string_view kSelectors[] = {"last", "best_source_dev", "target_dev"};

/// An experiment from its tree: overrides applied, short forms or long.
/// @param name experiment's name where the tree says none.
/// @param targets_wanted false: an experiment without targets, which only trains.
[[nodiscard]] Experiment experiment_from(const Node& root, const std::string& name,
                                         bool targets_wanted = true);

/// Any table of scalars and lists, as it is. @throws Error{kUsage} for a table inside.
[[nodiscard]] OpenTable read_open_table(const Node& node, const std::string& path);

/// TOML that reads back as an equal experiment: complete, defaults written out, paths absolute.
[[nodiscard]] std::string to_toml(const Experiment& experiment);

}  // namespace xner::config
