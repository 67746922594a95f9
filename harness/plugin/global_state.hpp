// What a plugin can change for the whole process, and must not: remembered before a call, put back
// after it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace xner::plugin {

/// The process's global state at one moment: grad and inference mode, intra-op threads,
/// deterministic algorithms, default dtype, matmul precision, LibTorch's default CPU generator,
/// working folder, locale and rounding mode.
class GlobalState {
 public:
  /// Takes the state of now.
  GlobalState();

  /// Puts back whatever differs from the state taken. @returns the names of what differed, e.g.
  /// "grad mode".
  [[nodiscard]] std::vector<std::string> restore() const;

 private:
  /// One piece of the state: says whether it differs, and puts it back.
  struct Piece {
    std::string name;
    std::function<bool()> differs;
    std::function<void()> put_back;
  };
  std::vector<Piece> pieces_;
};

}  // namespace xner::plugin
