// What stages have made, kept for whoever asks for the same again: immutable objects by content,
// action records by key. Published by fsync and a create-only link, verified when read; many
// processes may share one store. It is a cache: all of it may be deleted, and made again. Layout
// and rules: README.md of this folder. One Store serves any number of threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xner::store {

using Json = nlohmann::json;

/// One file of an action's outputs.
struct StoredFile {
  std::string path;  ///< below the output folder, with '/': "labels.txt", "model/config.json"
  std::string sha256;
  std::int64_t size = 0;  ///< bytes
  friend bool operator==(const StoredFile&, const StoredFile&) = default;
};

/// What is known of a finished action. Two actions of one key have equal files, but for what a run
/// says about itself (its log); facts may differ (times, hosts).
struct Action {
  std::string key;                     ///< 64 hex digits
  std::vector<StoredFile> files;       ///< by path
  Json facts = Json::object();         ///< the caller's own: outcome, provenance
  std::vector<std::string> dropped{};  ///< paths of files that were let go: to be made again
};

/// What of an action nobody needs any more: a file, or all below a folder.
struct Dropping {
  Action action;
  std::string path;
};

enum class Publication {
  kNew,
  kKnown,     ///< the key was published already, with equal files: nothing is changed
  kDisputed,  ///< the key was published already, with other files: the first stays, ours is in
              ///< quarantine/ with the reason beside it
};

class Store {
 public:
  /// Opens a store, or makes one where there is none.
  /// @throws Error{kIo}; Error{kUsage} if the folder holds something else, or a format that this
  /// version cannot read.
  explicit Store(const std::filesystem::path& root);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// Absolute.
  [[nodiscard]] const std::filesystem::path& root() const noexcept;

  /// The record of a key; its time of last use becomes now. A record that is damaged goes to
  /// quarantine/ and counts as absent.
  /// @throws Error{kIo}; Error{kUsage} for a record of a newer version.
  [[nodiscard]] std::optional<Action> find(const std::string& key) const;

  /// Whether all files at `path` (a file, or all below a folder; "": all) of an action are there.
  /// Looks at names and sizes, not at contents. False if the action has no such file.
  [[nodiscard]] bool holds(const Action& action, const std::string& path) const;

  /// Puts the files of `path` below `folder`, where they were below the output folder: by hard
  /// link, or by copy on another filesystem, read-only in both cases; what was there is replaced.
  /// Contents are verified (above 256 MB once a process): a bad object goes to quarantine/.
  /// @returns false if something is missing or was bad; `folder` may then hold a part.
  /// @throws Error{kIo}.
  [[nodiscard]] bool fetch(const Action& action, const std::string& path,
                           const std::filesystem::path& folder) const;

  /// Takes all files below `folder` as the outputs of `key`: objects first, each written to tmp/,
  /// fsynced, linked, then the record. A kill at any moment leaves a store that verifies.
  /// Folders without files are not kept.
  /// @param notes paths of files that are kept and verified as all others, but are no result: those
  /// of two runs may differ, and the first one's stay.
  /// @throws Error{kIo} (full disk, failing fsync), Error{kPlugin} (a link or a pipe among the
  /// outputs, a name that is not UTF-8), Error{kData} (a record above 1 MiB), with nothing
  /// published and nothing lost.
  Publication publish(const std::string& key, const std::filesystem::path& folder,
                      const Json& facts, const std::set<std::string>& notes = {}) const;

  /// Says that the caller does not need these files of an action any more (weights, once their last
  /// consumer is done): their objects go unless another action names them. The record stays and
  /// says which outputs can be made again. Nothing happens to an action that is pinned: by a
  /// baseline, or by a sweep that still needs it (pins.hpp), which drops it in its turn.
  /// @returns "", or why every object stayed: a record that this version cannot read may name it.
  std::string drop(const Action& action, const std::string& path) const;
  /// Several at once, with the waits and the looks around of one.
  std::string drop(const std::vector<Dropping>& droppings) const;

  /// Removes what processes left that are gone: their files in tmp/, and claims, but for those that
  /// hold an attempt's folder.
  void clear_leftovers() const noexcept;

  /// Where an action that is not finished keeps what a later start goes on from; for its claimant
  /// alone, who removes it once the action is published. Made by nobody here.
  [[nodiscard]] std::filesystem::path attempt_folder(const std::string& key) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace xner::store
