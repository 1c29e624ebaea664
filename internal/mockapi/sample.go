package mockapi

import "slices"

const samplePod = "[Pod: modelarts-job-" + SampleJobID + "-worker-0] "

// Sample returns the 27 events of [SampleJobID], oldest first. The last ten are copied from the example of the API reference. The example
// has a total of 27 but does not show the other seventeen, which are invented in the same style.
func Sample() []Event { return slices.Concat(inventedEvents(), referenceEvents()) }

// The times begin at 16:01:37, because the example's range begins at 16:01:36.964 and contains all 27 events.
func inventedEvents() []Event {
	return []Event{
		invented("16:01:37", "Job", "Training job created."),
		invented("16:01:37", "Job", "Preparing the training job."),
		invented("16:01:39", "Task", "[worker-0] Pre-check started."),
		invented("16:01:41", "Task", "[worker-0][time used: 1.884s] Pre-check finished."),
		invented("16:01:42", "Job", "Training job is queuing."),
		invented("16:01:48", "Job", "Training job left the queue."),
		invented("16:01:49", "K8S", "[Job: modelarts-job-"+SampleJobID+"] ExecuteAction: Start to execute action SyncJob"),
		invented("16:01:50", "K8S", samplePod+"Scheduled: Successfully assigned the pod to a node"),
		invented("16:01:51", "K8S", samplePod+"Pulling: Pulling the training image"),
		invented("16:01:57", "K8S", samplePod+"Pulled: Successfully pulled the training image"),
		invented("16:01:58", "Task", "[worker-0] Training code(parameter name: code_dir) Downloading."),
		invented("16:01:59", "Task", "[worker-0][time used: 0.412s] Download training code(parameter name: code_dir) finished."),
		invented("16:01:59", "Task", "[worker-0] Training input(parameter name: data_url) Downloading."),
		invented("16:02:02", "Task", "[worker-0][time used: 2.731s] Download training input(parameter name: data_url) finished."),
		invented("16:02:02", "Task", "[worker-0] Python packages Installing."),
		invented("16:02:04", "Task", "[worker-0][time used: 1.906s] Install Python packages finished."),
		invented("16:02:04", "K8S", samplePod+"Pulling: Pulling image \"resource-path/modelarts-job-dev-image/modelarts-tool-container:1.0.0-5.3.1-b002.2\""),
	}
}

func invented(clock, source, message string) Event {
	return Event{Message: message, Level: "Info", Time: "2022-11-26T" + clock + "+08:00", Source: source}
}

func referenceEvents() []Event {
	return []Event{
		{
			Time: "2022-11-26T16:02:05+08:00", Level: "Info", Source: "K8s",
			Message: samplePod + "Pulled: Successfully pulled image \"resource-path/modelarts-job-dev-image/modelarts-tool-container:1.0.0-5.3.1-b002.2\"",
		},
		{
			Time: "2022-11-26T16:02:06+08:00", Level: "Info", Source: "K8S",
			Message: samplePod + "SuccessfulCreate: Created container",
		},
		{
			Time: "2022-11-26T16:02:06+08:00", Level: "Info", Source: "K8S",
			Message: samplePod + "Started: Started container",
		},
		{
			Time: "2022-11-26T16:02:09+08:00", Level: "Info", Source: "Job",
			Message: "Training job is running.",
		},
		{
			Time: "2022-11-26T16:02:10+08:00", Level: "Info", Source: "Task",
			Message: "[worker-0] training started.",
		},
		{
			Time: "2022-11-26T16:03:11+08:00", Level: "Info", Source: "Task",
			Message: "[worker-0] Training finished. Exit code 1.",
		},
		{
			Time: "2022-11-26T16:03:12+08:00", Level: "Info", Source: "Task",
			Message: "[worker-0] Training output(parameter name: train_url) Uploading.",
		},
		{
			Time: "2022-11-26T16:03:12+08:00", Level: "Info", Source: "Task",
			Message: "[worker-0][time used: 0.296s] Upload training output(parameter name: train_url) finished.",
		},
		{
			Time: "2022-11-26T16:03:16+08:00", Level: "Info", Source: "K8S",
			Message: "[Job: modelarts-job-" + SampleJobID + "] ExecuteAction: Start to execute action TerminateJob",
		},
		{
			Time: "2022-11-26T16:03:41+08:00", Level: "Error", Source: "Job",
			Message: "Training job failed.",
		},
	}
}
