// See interrupt.hpp.
#include "harness/cli/interrupt.hpp"

#include <csignal>

#include <semaphore.h>

namespace xner::cli {
namespace {

// A signal handler may do no more than this; the watcher thread does the rest.
sem_t signalled;

extern "C" void on_signal(int) { sem_post(&signalled); }

void set_handlers(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESTART | (handler == SIG_DFL ? 0U : SA_RESETHAND));
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  sem_init(&signalled, 0, 0);
  watcher_ = std::jthread([this] {
    while (sem_wait(&signalled) != 0) {
    }
    source_.request_stop();
  });
  set_handlers(on_signal);
}

Interrupt::~Interrupt() {
  set_handlers(SIG_DFL);
  sem_post(&signalled);
  watcher_.join();
}

}  // namespace xner::cli
