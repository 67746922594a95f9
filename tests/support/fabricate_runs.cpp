// Writes run folders of known F1 for end-to-end scripts:
//   fabricate_runs FOLDER METHOD TARGET RIGHT [SEEDS [SPREAD]]
// FOLDER/METHOD/base/aa-full/TARGET/seed-1... with RIGHT of 1,000 entities right, or so; RIGHT
// "failed" makes failed runs.
#include <cstdio>
#include <string>

#include "tests/support/known_runs.hpp"

int main(int argc, char** argv) {
  using namespace xner;
  if (argc < 5) {
    std::fputs("usage: fabricate_runs FOLDER METHOD TARGET RIGHT [SEEDS [SPREAD]]\n", stderr);
    return 2;
  }
  const std::string folder = argv[1], method = argv[2], target = argv[3], right = argv[4];
  const std::size_t seeds = argc > 5 ? std::stoul(argv[5]) : 5;
  const double spread = argc > 6 ? std::stod(argv[6]) : 2;
  if (right != "failed") {
    test::write_counted_cell(folder, method, target, std::stoul(right), seeds, spread);
    return 0;
  }
  for (std::size_t seed = 1; seed <= seeds; ++seed)
    test::write_failed_run(folder, test::counted_id(method, target, seed),
                           "killed by signal 9 (SIGKILL)\n::error::not a command");
  return 0;
}
